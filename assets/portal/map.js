// The map that opens on tap; built as a script of its own (static/build/map.js). Called by offermap.js once the panel stands in the page.
import { mapWithPin } from "./map/pin.js";
import { mapOfRequests } from "./map/requests.js";

window.cityMap = (frame) => (frame.dataset.citymap === "pin" ? mapWithPin(frame) : mapOfRequests(frame));
