// Names on the drawn map: of districts from afar, of streets once there is room. For the eye only: the status line says where the pin is.
import { divIcon, latLng, layerGroup, marker } from "leaflet/dist/leaflet-src.esm.js";

const STREETS_FROM = 15; // zoom
const MOST = 14;
const PIN = { y: -24, half: 40 }; // where the pin stands when the map was moved to it
const ROOM = 8; // pixels between two names
const LINE = 24; // pixels from one to the next below

// districts: [[element, place], …]; streets: GeoJSON lines with a name
export function writeNames(map, districts, streets) {
  const names = layerGroup().addTo(map);
  const lines = streets.map(({ geometry, properties }) => [properties.name, geometry.coordinates.map(([lon, lat]) => latLng(lat, lon))]);
  const write = () => {
    const isNear = map.getZoom() >= STREETS_FROM;
    map.getContainer().classList.toggle("is-near", isNear);
    names.clearLayers();
    const { x, y } = map.getSize().divideBy(2);
    const taken = isNear ? [{ x, y: y + PIN.y, half: PIN.half }] : [];
    const view = map.getBounds().pad(-0.08);
    const put = (element, width, places) => {
      const place = places.find((one) => view.contains(one) && fits(map, taken, width / 2 + ROOM, one));
      if (place) names.addLayer(marker(place, { icon: label(element), interactive: false, keyboard: false }));
    };
    if (isNear) for (const [name, points] of lines) taken.length <= MOST && put(text(name), name.length * 7, points.flatMap((point, at) => (at ? between(points[at - 1], point) : [])));
    else for (const [element, place] of districts) put(element, 84, [place]);
  };
  map.on("moveend", write);
  write();
}

// Simplified lines have few points: a few more on the way from one to the next.
function between(from, to) {
  return [0.1, 0.3, 0.5, 0.7, 0.9].map((share) => latLng(from.lat + (to.lat - from.lat) * share, from.lng + (to.lng - from.lng) * share));
}

function fits(map, taken, half, place) {
  const { x, y } = map.latLngToContainerPoint(place);
  if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < LINE)) return false;
  taken.push({ x, y, half });
  return true;
}

function text(name) {
  return Object.assign(document.createElement("span"), { textContent: name, dir: "auto" });
}

function label(element) {
  element.setAttribute("aria-hidden", "true");
  return divIcon({ html: element, className: "citymap__label", iconSize: null });
}
