// The offer to undo goes away after its ten seconds; the server refuses it after twelve anyway.
export function undo() {
  for (const form of document.querySelectorAll("[data-undo]")) {
    setTimeout(() => form.matches(":focus-within") || form.remove(), Number(form.dataset.undo) * 1000);
  }
}
