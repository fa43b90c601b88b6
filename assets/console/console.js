// The staff console. Everything works by plain links and forms; these modules only make it quicker.
import "htmx.org";
import { countdowns } from "./countdowns.js";
import { fills } from "./fills.js";
import { keep } from "./keep.js";
import { keys } from "./keys.js";
import { live } from "./live.js";
import { presence } from "./presence.js";
import { undo } from "./undo.js";

for (const start of [keys, live, presence, countdowns, fills, keep, undo]) start();

// Answers to a sent form that could not be carried out (422, 409) are pages too: show them.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 404, 409, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

// After a request was chosen in the list: mark it there, and put the focus on it.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "detail") return;
  const chosen = event.detail.requestConfig.elt;
  for (const link of document.querySelectorAll(".slips [aria-current]")) link.removeAttribute("aria-current");
  if (chosen.matches?.(".slips a")) chosen.setAttribute("aria-current", "true");
  event.detail.target.scrollTop = 0;
});

// Filters apply as soon as they are chosen.
for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("change", (event) => event.target.matches("select") && form.requestSubmit());
}

// A menu closes when somebody clicks or tabs elsewhere, or presses Escape.
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("focusin", (event) => closeMenus(event.target));
function closeMenus(target) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
}
