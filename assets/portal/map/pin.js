// A pin to move to the place: by tap, by dragging, by the keys, by the phone's position. What it points at is said in words.
import { circle, divIcon, latLng, marker, point } from "leaflet/dist/leaflet-src.esm.js";
import { fill } from "../locate.js";
import { cityMap } from "./city.js";

const STEP = { small: 8, large: 64 }; // pixels, so that zooming in makes the steps finer
const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const PAUSE = 400; // milliseconds after the last step, before we ask what is there
const CLOSE = 17; // zoom at which a house can be told from the next

export async function mapWithPin(frame) {
  const map = await cityMap(frame, { keyboard: false });
  const form = frame.closest("form");
  const status = frame.querySelector(".citymap__said");
  const given = JSON.parse(frame.dataset.pin);
  const pin = marker(given ? latLng(given) : map.getCenter(), { draggable: true, autoPan: true, keyboard: false, icon: drawing() }).addTo(map);
  if (given) map.setView(pin.getLatLng(), CLOSE);
  let timer, around, follows = false;

  const say = async () => {
    const { lat, lng } = pin.getLatLng();
    try {
      const { said } = await (await fetch(`${frame.dataset.place}?lat=${lat.toFixed(5)}&lon=${lng.toFixed(5)}`)).json();
      const now = pin.getLatLng();
      if (said && now.lat === lat && now.lng === lng) status.textContent = `${said} ${frame.dataset.given}`;
    } catch {
      status.textContent = frame.dataset.given; // the pin counts all the same
    }
  };
  const moved = (accuracy) => {
    const { lat, lng } = pin.getLatLng();
    fill(form, lat, lng, accuracy);
    clearTimeout(timer);
    timer = setTimeout(say, PAUSE);
  };
  // Where she has put it herself it stays, whatever the phone says afterwards.
  const byHand = (place) => {
    follows = false;
    around?.remove();
    if (place) pin.setLatLng(place);
    moved();
  };

  map.on("click", (event) => byHand(event.latlng));
  pin.on("dragstart", () => (follows = false));
  pin.on("dragend", () => byHand());

  map.getContainer().addEventListener("keydown", (event) => {
    if (event.target !== map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = KEYS[event.key];
    if (step) {
      const size = event.shiftKey ? STEP.large : STEP.small;
      const to = map.latLngToContainerPoint(pin.getLatLng()).add(point(step[0] * size, step[1] * size));
      byHand(map.containerPointToLatLng(to));
      map.panInside(pin.getLatLng(), { padding: [48, 48], animate: false });
    } else if (event.key === "+" || event.key === "=") map.setZoomAround(pin.getLatLng(), map.getZoom() + 1, { animate: false });
    else if (event.key === "-") map.setZoomAround(pin.getLatLng(), map.getZoom() - 1, { animate: false });
    else return;
    event.preventDefault();
  });

  frame.addEventListener("looking", () => (follows = true));
  frame.addEventListener("position", ({ detail: { latitude, longitude, accuracy } }) => {
    if (!follows) return;
    around?.remove();
    around = circle([latitude, longitude], { radius: accuracy, className: "citymap__accuracy", interactive: false }).addTo(map);
    pin.setLatLng([latitude, longitude]);
    if (map.options.maxBounds?.contains(pin.getLatLng()) ?? true) map.fitBounds(around.getBounds(), { maxZoom: CLOSE, animate: false });
    moved(accuracy);
  });
}

function drawing() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 32 44");
  for (const [name, attributes] of [["path", { d: "M16 43C16 43 30 25 30 15.5A14 14 0 0 0 2 15.5C2 25 16 43 16 43Z" }], ["circle", { cx: 16, cy: 15.5, r: 5 }]]) {
    const part = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
    svg.append(part);
  }
  svg.setAttribute("aria-hidden", "true");
  return divIcon({ html: svg, className: "citymap__pin", iconSize: [44, 60], iconAnchor: [22, 60] });
}
