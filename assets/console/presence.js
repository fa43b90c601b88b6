// "I am still here", every 15 seconds while the page is open: nobody is offered work whose browser is gone.
const EVERY = 15_000;

export function presence() {
  const address = document.querySelector("[data-heartbeat]")?.dataset.heartbeat;
  if (!address) return;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const beat = () => fetch(address, { method: "POST", headers: { "X-CSRFToken": token, "HX-Request": "true" }, keepalive: true }).catch(() => {});
  beat();
  setInterval(beat, EVERY);
}
