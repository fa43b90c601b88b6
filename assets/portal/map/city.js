// The ground of both maps: the city's own districts and streets, or tiles where the city has set a server for them.
import { control, geoJSON, map as newMap, tileLayer } from "leaflet/dist/leaflet-src.esm.js";
import { writeNames } from "./names.js";

const AROUND = 0.2; // how far beyond the city one may move, as a share of its size
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

// onDistrict(properties): called when a district is chosen; without it districts are only drawn, with their names. -> the Leaflet map
export async function cityMap(frame, { onDistrict, keyboard }) {
  const { city, center, tiles, attribution, zoomIn, zoomOut } = frame.dataset;
  const drawn = await (await fetch(city)).json();
  const canvas = frame.querySelector(".citymap__canvas");
  const map = newMap(canvas, {
    keyboard,
    zoomControl: false,
    attributionControl: false,
    inertia: !CALM,
    zoomAnimation: !CALM,
    fadeAnimation: false,
    markerZoomAnimation: !CALM,
    zoomSnap: 0.25, // the city fills the map, whatever its size
    minZoom: 9,
    maxZoom: 18,
    bounceAtZoomLimits: false,
  });
  const districts = drawn.features.filter(({ geometry }) => geometry.type !== "LineString");
  const streets = drawn.features.filter(({ geometry }) => geometry.type === "LineString");
  canvas.classList.toggle("is-on-tiles", Boolean(tiles));
  const area = geoJSON(districts, { style: { className: "citymap__district" }, interactive: Boolean(onDistrict) });
  const bounds = area.getBounds();
  if (bounds.isValid()) map.fitBounds(bounds).setMaxBounds(bounds.pad(AROUND));
  else map.setView(JSON.parse(center), 13);
  if (tiles) tileLayer(tiles).addTo(map);
  area.addTo(map);
  if (onDistrict) {
    area.on("click", ({ layer }) => onDistrict(layer.feature.properties));
    area.bindTooltip(({ feature }) => named(feature.properties), { sticky: true, className: "citymap__name" });
  }
  if (!tiles) {
    geoJSON(streets, { style: { className: "citymap__street" }, interactive: false }).addTo(map);
    writeNames(map, onDistrict ? [] : area.getLayers().map((layer) => [named(layer.feature.properties), layer.getCenter()]), streets);
  }
  const position = document.documentElement.dir === "rtl" ? "topright" : "topleft";
  control.zoom({ position, zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  if (attribution) note(canvas, attribution);
  return map;
}

// Who made the tiles, as plain text.
function note(canvas, text) {
  canvas.after(Object.assign(document.createElement("p"), { className: "citymap__source", textContent: text, dir: "auto" }));
}

function named({ name, lang }) {
  return Object.assign(document.createElement("span"), { textContent: name, lang, dir: "auto" });
}
