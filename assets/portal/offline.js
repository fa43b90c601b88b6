// No connection: she is told, her form stays as it is, and goes out only when she says so. A small worker keeps one page for the way back.
let box, says, button, held;

export function watchConnection() {
  box = document.querySelector("[data-offline]");
  if (!box) return;
  [says, button] = [box.querySelector("[role=status]"), box.querySelector("button")];
  window.addEventListener("offline", () => say("gone"));
  window.addEventListener("online", () => say("back", held));
  if (!navigator.onLine) say("gone");
  // In the capturing phase, before anything else that a form does when it is sent.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopPropagation();
    hold(event.target, event.submitter, "gone");
  }, true);
  button.addEventListener("click", () => {
    const { form, submitter } = held;
    say("");
    held = undefined;
    form.requestSubmit(submitter);
  });
  if (box.dataset.worker && navigator.serviceWorker) window.addEventListener("load", () => navigator.serviceWorker.register(box.dataset.worker).catch(() => {}));
}

// A form could not be sent: keep it, say so, and offer to send it.
export function failed(form, submitter) {
  hold(form, submitter, navigator.onLine ? "failed" : "gone");
}

function hold(form, submitter, reason) {
  held = { form, submitter };
  say(reason, reason === "failed");
  says.focus();
}

function say(name, mayBeSent = false) {
  says.textContent = box.dataset[name] || "";
  box.classList.toggle("is-said", Boolean(name));
  button.hidden = !mayBeSent;
}
