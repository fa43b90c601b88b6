import { say } from "./say.js";

// A second tap on a button that is already sending does nothing. The server would give the same answer twice; this only saves the wait.
export function sendOnce() {
  for (const form of document.querySelectorAll("form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      const button = event.submitter;
      if (!button || button.name === "switch") return;
      button.setAttribute("aria-disabled", "true");
      if (button.dataset.busy) say((button.textContent = button.dataset.busy));
    });
  }
  // Back to a page the browser kept: it may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
    }
  });
}
