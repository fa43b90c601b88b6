// The live line: the number of offers also in the title and at the rail, so that it is seen from another tab. Moves nothing on the page.
const title = document.title;

export function live() {
  const line = document.getElementById("live");
  line?.addEventListener("htmx:afterSwap", () => {
    const count = Number(line.querySelector("[data-count]")?.dataset.count || 0);
    document.title = count ? `(${count}) ${title}` : title;
    for (const badge of document.querySelectorAll("[data-offers]")) {
      badge.hidden = !count;
      badge.textContent = count || "";
    }
  });
  const stand = document.getElementById("stand");
  stand?.addEventListener("htmx:afterSwap", () => {
    const tone = stand.querySelector("[data-tone]")?.dataset.tone;
    stand.className = `stand ${tone ? `stand-${tone}` : ""}`;
    if (tone !== "live") stand.removeAttribute("hx-trigger"), window.htmx?.process(stand);
  });
}
