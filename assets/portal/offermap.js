// "Show the map": only then the map's script and stylesheet are fetched. A page without its map lacks nothing.
export function offerMaps() {
  for (const map of document.querySelectorAll("[data-citymap]")) offer(map);
}

function offer(map) {
  const row = map.querySelector("[data-offer]");
  const button = row.querySelector("button");
  const status = row.querySelector("[role=status]");
  const show = button.textContent;
  let panel;
  row.hidden = false;

  const toggle = () => {
    panel.hidden = !panel.hidden;
    map.classList.toggle("is-open", !panel.hidden);
    button.setAttribute("aria-expanded", String(!panel.hidden));
    button.textContent = panel.hidden ? show : map.dataset.hide;
  };
  button.addEventListener("click", async () => {
    if (panel) return toggle();
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    status.textContent = map.dataset.busy;
    try {
      await Promise.all([fetched("link", { rel: "stylesheet", href: map.dataset.style }), fetched("script", { src: map.dataset.script })]);
      const made = document.createElement("div");
      made.append(map.querySelector("template").content.cloneNode(true));
      made.hidden = true;
      map.append(made);
      panel = made;
      toggle();
      await window.cityMap(map);
      status.textContent = "";
    } catch {
      if (panel && !panel.hidden) toggle();
      panel?.remove();
      panel = undefined;
      status.textContent = map.dataset.failed;
    }
    button.removeAttribute("aria-disabled");
  });
}

function fetched(name, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}
