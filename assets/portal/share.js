// The public link of a request: copied, or handed to the phone's own way of sharing, where there is one.
export function share() {
  const box = document.querySelector("[data-share]");
  if (!box) return;
  const address = box.querySelector("a").href;
  const said = box.querySelector("[role=status]");
  box.querySelector(".share__buttons").hidden = false;
  box.querySelector("[data-copy]").addEventListener("click", () => {
    const copied = navigator.clipboard ? navigator.clipboard.writeText(address) : Promise.reject();
    copied.then(
      () => (said.textContent = box.dataset.copied),
      () => (said.textContent = box.dataset.wrong),
    );
  });
  const send = box.querySelector("[data-send]");
  if (!navigator.share) return;
  send.hidden = false;
  send.addEventListener("click", () => navigator.share({ title: box.dataset.title, url: address }).catch(() => {})); // she thought better of it
}
