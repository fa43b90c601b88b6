// Large photos are made smaller on the phone before they travel, one after the other, to 400 KB each. What the browser cannot read (HEIC on
// some, PDF) travels as it is. Where the page takes them one by one (data-each), each that arrived stays there, whatever becomes of the next.
import { failed } from "./offline.js";
import { positionOf } from "./position.js";

const SMALL_ENOUGH = 400 * 1024;
const STEPS = [[2048, 0.8], [2048, 0.65], [2048, 0.5], [1600, 0.5], [1200, 0.5]]; // long side in pixels, quality

export function shrinkPhotos() {
  for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
    if (!window.DataTransfer || !window.createImageBitmap) return;
    input.form.addEventListener("submit", (event) => {
      if (input.dataset.done || !input.files.length) return;
      event.preventDefault();
      if (input.dataset.busy) return;
      input.dataset.busy = "1";
      const send = "each" in input.dataset ? sendEach : shrinkAll;
      send(input, event.submitter).finally(() => delete input.dataset.busy);
    });
    input.addEventListener("change", () => delete input.dataset.done);
  }
}

async function shrinkAll(input, submitter) {
  const files = [];
  for (const file of input.files) files.push(await smaller(file));
  choose(input, files);
  submit(input, submitter);
}

// One request a file; what is refused is told by the page itself, which the form goes to when all are through.
async function sendEach(input, submitter) {
  const { form } = input;
  const says = form.querySelector("[data-progress]");
  const files = [...input.files];
  const told = [];
  const tell = (sent) => (says.textContent = says.dataset.progress.replace("{n}", sent).replace("{all}", files.length));
  for (const [sent, file] of files.entries()) {
    tell(sent);
    const taken = await positionOf(file);
    const answer = await sendOne(form, input.name, await smaller(file), taken);
    if (!answer) {
      says.textContent = "";
      choose(input, files.slice(sent)); // those that arrived need not travel again
      keepTold(form, told);
      return answer === null ? failed(form, submitter) : submit(input, submitter);
    }
    for (const sentence of answer.refused) told.push(["refused", sentence]);
    if (answer.taken) told.push(["taken", answer.taken]);
  }
  tell(files.length);
  choose(input, []);
  keepTold(form, told);
  submit(input, submitter);
}

// -> what the page answers; null when there is no connection; undefined when it answers with a page (the form is over, too much at once):
// then the form goes there as it is, and that page is shown.
async function sendOne(form, name, file, taken) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("add", "1");
  body.append("taken", taken);
  body.append(name, file, file.name);
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    return response.headers.get("Content-Type") === "application/json" ? await response.json() : undefined;
  } catch {
    return null;
  }
}

function keepTold(form, told) {
  for (const [name, value] of told) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
}

function choose(input, files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
}

function submit(input, submitter) {
  input.dataset.done = "1";
  input.form.requestSubmit(submitter);
}

async function smaller(file) {
  if (file.size <= SMALL_ENOUGH) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    let best = file;
    for (const [side, quality] of STEPS) {
      const blob = await drawn(image, side, quality);
      if (blob && blob.size < best.size) best = blob;
      if (best.size <= SMALL_ENOUGH) break;
    }
    image.close();
    return best === file ? file : new File([best], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } catch {
    return file; // not a picture for this browser
  }
}

function drawn(image, side, quality) {
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}
