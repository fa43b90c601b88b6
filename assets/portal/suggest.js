// Addresses that fit what she types, under the field (the combobox pattern of ARIA 1.2). Going on without choosing one works as ever.
import { fill } from "./locate.js";

const PAUSE = 200; // milliseconds after the last letter
const SHORTEST = 3;

export function suggest() {
  const frame = document.querySelector("[data-suggest]");
  const input = frame?.querySelector("input");
  if (!input) return;
  const list = make("ul", { id: `${input.id}_list`, className: "suggest__list", hidden: true });
  const status = make("p", { className: "visually-hidden" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", frame.querySelector("label").textContent.trim());
  status.setAttribute("role", "status");
  frame.append(list, status);
  input.autocomplete = "off"; // two lists at once would cover each other
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }))
    input.setAttribute(name, value);

  let timer, asked, at;
  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    move(-1);
  };
  const move = (to) => {
    at = to;
    for (const [place, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(place === to));
      if (place === to) option.scrollIntoView({ block: "nearest" });
    }
    if (to < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[to].id);
  };
  const choose = (option) => {
    input.value = option.textContent;
    status.textContent = "";
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const ask = async () => {
    asked?.abort();
    const mine = (asked = new AbortController());
    try {
      const answer = await fetch(`${frame.dataset.suggest}?q=${encodeURIComponent(input.value.trim())}`, { signal: mine.signal });
      const { places, said } = await answer.json();
      if (mine.signal.aborted || document.activeElement !== input) return;
      list.replaceChildren(...places.map(option));
      list.hidden = !places.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      status.textContent = said;
      move(-1);
    } catch {
      // no answer, no suggestions: the next page lists what fits
    }
  };
  const option = (text, place) => {
    const item = make("li", { id: `${list.id}_${place}`, textContent: text, dir: "auto" });
    item.setAttribute("role", "option");
    item.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    item.addEventListener("click", () => choose(item));
    return item;
  };

  input.addEventListener("change", () => fill(input.form));
  input.addEventListener("input", (event) => {
    fill(input.form); // what she did last counts, not the pin from before
    if (event.isComposing) return;
    clearTimeout(timer);
    if (input.value.trim().length < SHORTEST) return close();
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) close();
    else if (event.key === "ArrowDown" && count) move(at + 1 < count ? at + 1 : 0);
    else if (event.key === "ArrowUp" && count) move(at > 0 ? at - 1 : count - 1);
    else if (event.key === "Enter" && count && at >= 0) choose(list.children[at]);
    else return;
    event.preventDefault();
  });
}

function make(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
