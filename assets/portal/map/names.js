// Names of the streets in view, once there is room for them. For the eye only: the status line says where the pin is.
import { divIcon, latLng, layerGroup, marker } from "leaflet/dist/leaflet-src.esm.js";

const FROM = 15; // zoom
const MOST = 14;
const LETTER = 7; // pixels
const ROOM = { x: 12, y: 26 }; // pixels between two names

export function nameStreets(map, streets) {
  const names = layerGroup().addTo(map);
  const lines = streets.map(({ geometry, properties }) => [properties.name, geometry.coordinates.map(([lon, lat]) => latLng(lat, lon))]);
  const write = () => {
    const is_near = map.getZoom() >= FROM;
    map.getContainer().classList.toggle("is-near", is_near);
    names.clearLayers();
    if (!is_near) return;
    const view = map.getBounds().pad(-0.08);
    const taken = [];
    for (const [name, points] of lines) {
      if (taken.length >= MOST) break;
      const place = points.flatMap((point, at) => (at ? between(points[at - 1], point) : [point])).find((point) => view.contains(point) && fits(map, taken, name, point));
      if (place) names.addLayer(marker(place, { icon: label(name), interactive: false, keyboard: false }));
    }
  };
  map.on("moveend", write);
  write();
}

// Simplified lines have few points: a few more on the way from one to the next.
function between(from, to) {
  return [0.2, 0.4, 0.6, 0.8, 1].map((share) => latLng(from.lat + (to.lat - from.lat) * share, from.lng + (to.lng - from.lng) * share));
}

function fits(map, taken, name, point) {
  const { x, y } = map.latLngToContainerPoint(point);
  const half = (name.length * LETTER) / 2 + ROOM.x;
  if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < ROOM.y)) return false;
  taken.push({ x, y, half });
  return true;
}

function label(name) {
  const text = Object.assign(document.createElement("span"), { textContent: name, dir: "auto" });
  text.setAttribute("aria-hidden", "true");
  return divIcon({ html: text, className: "citymap__streetname", iconSize: null });
}
