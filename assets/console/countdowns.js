// Times that run: what is left of an offer, how long a call lasts.
const two = (number) => String(number).padStart(2, "0");
const clock = (seconds) => `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;

export function countdowns() {
  const tick = () => {
    for (const element of document.querySelectorAll("[data-until]")) {
      element.textContent = clock(Math.max(0, Math.round((new Date(element.dataset.until) - Date.now()) / 1000)));
    }
    for (const element of document.querySelectorAll("[data-since]")) {
      element.textContent = clock(Math.max(0, Math.round((Date.now() - new Date(element.dataset.since)) / 1000)));
    }
  };
  if (!document.querySelector("[data-until], [data-since]")) return;
  tick();
  setInterval(tick, 1000);
}
