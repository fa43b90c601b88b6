// What she types in a report stays on this device until it is sent, for 30 days: so that a reload, a lost connection or a session that is
// over costs no word. Of herself (name, e-mail address, phone number, codes) nothing is kept: those fields are left out, and so is their page.
const NAME = "cx311.draft.";
const GO_ON = "cx311.go-on"; // the draft whose words the next report of its service takes over
const DAY = 24 * 3600 * 1000;
const PERSONAL = /name|email|tel|code|cc-|bday/;

export function keepDrafts() {
  if (!hasStorage()) return;
  forgetOld();
  const here = document.querySelector("[data-forget]")?.dataset.forget;
  if (here) atStep(here);
  for (const form of document.querySelectorAll("form[data-kept]")) keep(form);
  for (const form of document.querySelectorAll("form[data-forget]")) form.addEventListener("submit", () => localStorage.removeItem(NAME + here));
  for (const form of document.querySelectorAll("form[data-sends]")) form.addEventListener("submit", () => change(here, { sending: true }));
  for (const box of document.querySelectorAll("[data-begun]")) offer(box);
  if (location.pathname.includes("/done/")) for (const [id, record] of all()) if (record.sending) localStorage.removeItem(NAME + id);
}

function hasStorage() {
  try {
    return Boolean(window.localStorage);
  } catch {
    return false; // switched off in this browser
  }
}

function read(id) {
  try {
    return JSON.parse(localStorage.getItem(NAME + id));
  } catch {
    return null;
  }
}

function write(id, record) {
  try {
    localStorage.setItem(NAME + id, JSON.stringify(record));
  } catch {
    // full: the page still works
  }
}

function change(id, facts) {
  const record = read(id);
  if (record) write(id, { ...record, ...facts });
}

function all() {
  const ids = Object.keys(localStorage).filter((key) => key.startsWith(NAME)).map((key) => key.slice(NAME.length));
  return ids.map((id) => [id, read(id)]).filter(([, record]) => record);
}

function forgetOld() {
  for (const [id, record] of all()) if (!(record.at > Date.now() - 30 * DAY)) localStorage.removeItem(NAME + id);
}

// Where she is: "Go on" leads back here. Not sent after all, should she have pressed it.
function atStep(id) {
  if (!location.pathname.includes("/save/")) change(id, { url: location.pathname + location.search, sending: undefined });
}

function keep(form) {
  const { kept: id, step, service } = form.dataset;
  takeOver(id, service);
  const record = read(id);
  const before = record?.steps[step];
  const served = JSON.stringify(values(form, true));
  // The server knows better when it has other words than those she typed over.
  if (before && (before.from === undefined || before.from === served)) put(form, before.typed);
  const save = () => {
    const now = read(id) || { service, steps: {} };
    now.steps[step] = { typed: values(form), from: served };
    write(id, { ...now, at: Date.now(), url: location.pathname + location.search });
  };
  form.addEventListener("input", save);
  form.addEventListener("change", save);
}

// The first page of a new report after "Go on": the words of the old one are its own now.
function takeOver(id, service) {
  const old = localStorage.getItem(GO_ON);
  const record = old && read(old);
  if (!record || record.service !== service || old === id) return;
  for (const step of Object.values(record.steps)) delete step.from;
  if (!read(id)) write(id, record);
  localStorage.removeItem(NAME + old);
  localStorage.removeItem(GO_ON);
}

function fields(form) {
  return [...form.elements].filter(
    (field) => field.name && !["hidden", "file", "password", "email", "tel", "submit", "button"].includes(field.type) && !PERSONAL.test(field.autocomplete || ""),
  );
}

// {name: [values]} as typed, or as the page came.
function values(form, asServed = false) {
  const found = {};
  for (const field of fields(form)) {
    const list = (found[field.name] ||= []);
    if (field.type === "radio" || field.type === "checkbox") {
      if (asServed ? field.defaultChecked : field.checked) list.push(field.value);
    } else if (field.tagName === "SELECT") {
      const chosen = [...field.options].filter((option) => (asServed ? option.defaultSelected : option.selected));
      list.push(chosen.length ? chosen[0].value : field.options[0]?.value ?? "");
    } else list.push(asServed ? field.defaultValue : field.value);
  }
  return found;
}

function put(form, typed) {
  const next = {};
  for (const field of fields(form)) {
    const list = typed[field.name];
    if (!list) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = list.includes(field.value);
    else {
      const place = (next[field.name] = (next[field.name] ?? -1) + 1);
      if (place < list.length) field.value = list[place];
    }
  }
}

// "You began this report on Tuesday": at the start of the same service, and where a report is not known any more.
function offer(template) {
  const service = template.dataset.begun;
  const lost = location.pathname.match(/\/report\/([\w-]{16})\//)?.[1];
  const known = service ? all().filter(([, record]) => record.service === service) : all().filter(([id]) => id === lost);
  const [id, record] = known.sort((a, b) => b[1].at - a[1].at)[0] || [];
  if (!record) return;
  const box = document.importNode(template.content.firstElementChild, true);
  const language = document.documentElement.lang;
  const day = new Intl.DateTimeFormat(`${language}-u-nu-latn`, { weekday: "long", month: "long", day: "numeric" }).format(record.at);
  const words = box.querySelector("p");
  words.textContent = words.textContent.replace("{day}", day);
  const link = box.querySelector("a");
  if (service && record.url) link.href = record.url.replace(/^\/[^/]+/, `/${language}`);
  else link.href = link.pathname.replace("/-/", `/${record.service}/`);
  link.addEventListener("click", () => (service && record.url ? change(id, { sending: true }) : localStorage.setItem(GO_ON, id)));
  box.querySelector("button").addEventListener("click", () => {
    for (const [other] of known) localStorage.removeItem(NAME + other);
    box.remove();
    document.getElementById("main").focus();
  });
  template.after(box);
}
