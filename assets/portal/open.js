// A link to a closed part of a page ("This is not fixed" in a letter) opens it.
export function openNamed() {
  const open = () => {
    const named = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!(named instanceof HTMLDetailsElement)) return;
    named.open = true;
    named.querySelector("summary").focus();
  };
  window.addEventListener("hashchange", open);
  open();
}
