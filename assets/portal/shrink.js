// Large photos are made smaller on the phone before they travel. What the browser cannot read (HEIC on some) travels as it is.
const SIDE = 2048;
const SMALL_ENOUGH = 400 * 1024;

export function shrinkPhotos() {
  for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
    input.form.addEventListener("submit", (event) => {
      if (input.dataset.done || !window.DataTransfer || !window.createImageBitmap) return;
      if (![...input.files].some(isLarge)) return;
      event.preventDefault();
      shrunk([...input.files]).then((files) => {
        const kept = new DataTransfer();
        for (const file of files) kept.items.add(file);
        input.files = kept.files;
        input.dataset.done = "1";
        input.form.requestSubmit(event.submitter);
      });
    });
    input.addEventListener("change", () => delete input.dataset.done);
  }
}

function isLarge(file) {
  return file.size > SMALL_ENOUGH;
}

function shrunk(files) {
  return Promise.all(files.map((file) => (isLarge(file) ? smaller(file).catch(() => file) : file)));
}

async function smaller(file) {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.8));
  return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}
