// "Use the place where I am now", where the phone can tell. The typed address is the equal way.
export function locate() {
  const offer = document.querySelector("[data-locate]");
  if (!offer || !navigator.geolocation) return;
  offer.hidden = false;
  const button = offer.querySelector("button");
  const status = offer.querySelector("[role=status]");
  button.addEventListener("click", () => {
    status.textContent = offer.dataset.busy;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const form = offer.closest("form");
        form.elements.lat.value = coords.latitude.toFixed(6);
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.submit();
      },
      () => (status.textContent = offer.dataset.wrong),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
    );
  });
}
