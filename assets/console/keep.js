// Nothing typed is ever lost: what stands in a field marked data-keep survives a reload, a crash or signing in again, until it is sent.
const key = (field) => `keep:${location.pathname}:${field.name}`;

export function keep() {
  const restore = (root) => {
    for (const field of root.querySelectorAll("textarea[data-keep]")) {
      const kept = sessionStorage.getItem(key(field));
      if (kept && !field.value) field.value = kept;
    }
  };
  restore(document);
  document.body.addEventListener("htmx:afterSwap", (event) => restore(event.detail.target));
  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-keep]")) sessionStorage.setItem(key(event.target), event.target.value);
  });
  document.addEventListener("submit", (event) => {
    if (event.submitter?.name === "preview" || event.submitter?.name === "find") return;
    for (const field of event.target.querySelectorAll("textarea[data-keep]")) sessionStorage.removeItem(key(field));
  });
}
