// The public list on a map: what is close together is one circle with its number, and each opens the list of what is there.
import { divIcon, latLng, latLngBounds, layerGroup, marker } from "leaflet/dist/leaflet-src.esm.js";
import { cityMap } from "./city.js";

const APART = 60; // pixels: what is closer together is one circle
const LISTED = 20;
const EDGE = 36; // pixels: so that a circle at the rim is seen whole
const BUTTONS = 88;

export async function mapOfRequests(frame) {
  const onDistrict = ({ code }) => {
    const address = new URL(window.location);
    address.searchParams.delete("before");
    address.searchParams.set("district", code);
    window.location.assign(address);
  };
  const [map, found] = await Promise.all([cityMap(frame, { keyboard: true, onDistrict }), fetch(frame.dataset.requests).then((answer) => answer.json())]);
  const circles = layerGroup().addTo(map);
  const here = frame.querySelector(".citymap__here");
  const count = counter(found);
  const points = found.features.map(({ geometry: { coordinates: [lon, lat] }, properties }) => [latLng(lat, lon), properties]);
  frame.querySelector(".citymap__said").textContent = found.said;
  // Beside the zoom buttons, not beneath them.
  const [start, end] = document.documentElement.dir === "rtl" ? [EDGE, BUTTONS] : [BUTTONS, EDGE];
  const room = { paddingTopLeft: [start, EDGE], paddingBottomRight: [end, EDGE], maxZoom: 16, animate: false };
  if (points.length) map.fitBounds(latLngBounds(points.map(([place]) => place)), room);

  const open = (requests) => {
    here.querySelector("h2").textContent = count(requests.length);
    here.querySelector("ul").replaceChildren(...requests.slice(0, LISTED).map(row));
    here.querySelector("p")?.remove();
    if (requests.length > LISTED) here.append(Object.assign(document.createElement("p"), { textContent: frame.dataset.more }));
    here.hidden = false;
    here.focus();
  };
  const draw = () => {
    const focused = circles.getLayers().find((circle) => circle.getElement() === document.activeElement)?.getLatLng();
    circles.clearLayers();
    for (const [place, requests] of grouped(map, points)) circles.addLayer(circleAt(place, requests, count, open));
    if (focused) nearestTo(circles, focused)?.getElement().focus({ preventScroll: true });
  };
  map.on("zoomend", draw);
  draw();
}

// [[place, [request, …]], …], from north to south for whoever goes through them by Tab. Each request joins the first circle near it.
function grouped(map, points) {
  const groups = [];
  for (const [place, request] of points) {
    const at = map.project(place);
    const near = groups.find((group) => group.at.distanceTo(at) < APART);
    if (near) near.requests.push(request);
    else groups.push({ at, place, requests: [request] });
  }
  return groups.sort((a, b) => a.at.y - b.at.y || a.at.x - b.at.x).map(({ place, requests }) => [place, requests]);
}

function circleAt(place, requests, count, open) {
  const size = 44 + Math.min(Math.round(Math.log2(requests.length) * 3), 20);
  const text = Object.assign(document.createElement("span"), { textContent: requests.length });
  const made = marker(place, { icon: divIcon({ html: text, className: "citymap__circle", iconSize: [size, size] }), keyboard: true });
  const label = requests.length === 1 ? [requests[0].what, requests[0].where].filter(Boolean).join(", ") : count(requests.length);
  made.on("add", () => {
    const element = made.getElement();
    element.setAttribute("aria-label", label);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      open(requests);
    });
  });
  made.on("click", () => open(requests));
  return made;
}

function nearestTo(circles, place) {
  return circles.getLayers().sort((a, b) => a.getLatLng().distanceTo(place) - b.getLatLng().distanceTo(place))[0];
}

// How to say a number of requests: the server sends the words for one number of each plural form.
function counter({ counts, language }) {
  const rules = new Intl.PluralRules(language);
  const forms = Object.fromEntries(Object.entries(counts).map(([sample, words]) => [rules.select(Number(sample)), words]));
  return (number) => (counts[number] ?? forms[rules.select(number)] ?? forms.other).replace("%(count)s", number);
}

function row({ url, what, lang, where, state, when }) {
  const item = document.createElement("li");
  const line = item.appendChild(Object.assign(document.createElement("div"), { className: "row" }));
  line.append(Object.assign(document.createElement("a"), { className: "row__name", href: url, textContent: what, lang }));
  const why = line.appendChild(Object.assign(document.createElement("span"), { className: "row__why" }));
  if (where) why.append(Object.assign(document.createElement("bdi"), { textContent: where }), " · ");
  why.append(`${state} · ${when}`);
  return item;
}
