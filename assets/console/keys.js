// Every action is also a key. Single letters do nothing while somebody types, with a modifier, or when they are turned off.
const GO = { q: "queue", c: "calls", h: "handoffs", r: "requests", p: "people", m: "messages", f: "figures", s: "settings" };
let prefix = 0;

const typing = (element) => element?.matches("input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]");
const visible = (element) => element.getClientRects().length > 0;

export function keys() {
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement;
    if (event.key === "Escape") return escape(here);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && here?.form) return here.form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey || typing(here) || document.querySelector("dialog[open]")) return;
    if (document.body.dataset.keys === "off") return;
    if (run(event.key)) event.preventDefault();
  });
}

function run(key) {
  if (prefix && Date.now() - prefix < 1500 && GO[key]) {
    prefix = 0;
    const link = document.querySelector(`.rail a[href$="/${GO[key]}/"]`);
    link?.click();
    return Boolean(link);
  }
  prefix = key === "g" ? Date.now() : 0;
  if (key === "?") return showKeys();
  if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);
  if (!target) return false;
  press(target);
  return true;
}

function showKeys() {
  const dialog = document.getElementById("keys");
  dialog?.showModal();
  dialog?.dispatchEvent(new Event("opened")); // its text is asked for the first time only
  return Boolean(dialog);
}

function press(target) {
  if (target.matches("input")) return target.focus(), target.select();
  if (target.matches("details")) {
    target.open = true;
    target.scrollIntoView({ block: "nearest" });
    return target.querySelector("form :is(textarea, select, input:not([type=hidden]))")?.focus();
  }
  if (target.hash && target.pathname === location.pathname) {
    document.querySelector(target.hash)?.querySelector("textarea, select, input:not([type=hidden])")?.focus();
    return;
  }
  target.click();
}

function step(by) {
  const links = [...document.querySelectorAll("[data-rows] a.row-link")].filter(visible);
  if (!links.length) return false;
  const at = links.findIndex((link) => link === document.activeElement || (document.activeElement === document.body && link.ariaCurrent === "true"));
  links[Math.min(Math.max(at + by, 0), links.length - 1)].focus();
  return true;
}

function escape(here) {
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (typing(here)) here.blur();
}
