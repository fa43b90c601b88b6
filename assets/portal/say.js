// Says a sentence to a screen reader: it reads what changes in a region that was there before.
export function say(words) {
  document.getElementById("said").textContent = words;
}
