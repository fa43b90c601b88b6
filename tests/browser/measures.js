// What a script can measure of a page as it stands. Each measure returns what is wrong, as sentences for the one who mends it.
(() => {
  const TARGETS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const named = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${e.className && e.className.split ? "." + e.className.trim().split(/\s+/).join(".") : ""} “${(e.innerText || e.value || "").trim().slice(0, 30)}”`;
  const inMap = (e) => !!e.parentElement?.closest(".citymap__canvas"); // what is beside the map's window is cut off there
  const hidden = (e) => !!e.closest(".visually-hidden, .skip, [hidden], [aria-hidden=true]") || !e.checkVisibility({ visibilityProperty: true });
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const seen = (selector) => all(selector).filter((e) => !hidden(e));
  const duplicates = (list) => list.filter((item, place) => list.indexOf(item) !== place);

  // A target in the flow of a sentence may be as low as its line (WCAG 2.5.8, inline).
  function inSentence(e) {
    let around = e;
    while (around && getComputedStyle(around).display === "inline") around = around.parentElement;
    return around !== e && around.innerText.trim().length > e.innerText.trim().length;
  }

  // Where one presses: a choice with its label, a field with its box.
  function box(e) {
    const own = e.getBoundingClientRect();
    const label = ["radio", "checkbox"].includes(e.type) && e.labels?.[0]?.getBoundingClientRect();
    if (!label) return own;
    return { width: Math.max(own.right, label.right) - Math.min(own.left, label.left), height: Math.max(own.bottom, label.bottom) - Math.min(own.top, label.top) };
  }

  const channel = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (one, other) => (Math.max(light(one), light(other)) + 0.05) / (Math.min(light(one), light(other)) + 0.05);
  const colour = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const solid = (text) => { const [r, g, b, a = 1] = colour(text); return r !== undefined && a > 0.9 ? [r, g, b] : null; };

  // The ring, of one colour or two, stands out from what is behind it: at least 3 to 1.
  function contrasts(e, style) {
    let behind = e.parentElement;
    while (behind && !solid(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    const ground = behind ? solid(getComputedStyle(behind).backgroundColor) : [255, 255, 255];
    const rings = [style.outlineColor, ...(style.boxShadow.match(/rgba?\([^)]+\)/g) || [])].map(solid).filter(Boolean);
    return rings.some((ring) => ratio(ring, ground) >= 3);
  }

  let stops = all("[data-stop]").length;
  const measures = {
    headings() {
      const levels = all("h1, h2, h3, h4, h5, h6").filter((e) => e.checkVisibility()).map((e) => +e.tagName[1]);
      const skipped = levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1 && place > 0);
      return [...(levels.filter((level) => level === 1).length === 1 ? [] : ["not one h1"]), ...skipped.map((level) => `skips to h${level}`)];
    },

    targets() {
      return seen(TARGETS).filter((e) => !inSentence(e)).map((e) => [e, box(e)])
        .filter(([, { width, height }]) => height < 43.5 || width < 43.5)
        .map(([e, { width, height }]) => `${Math.round(width)}×${Math.round(height)} ${named(e)}`);
    },

    width() {
      const page = document.documentElement, edge = page.clientWidth + 1;
      const wide = all("body *").filter((e) => !hidden(e) && !inMap(e) && (e.getBoundingClientRect().right > edge || e.getBoundingClientRect().left < -1));
      return [...(page.scrollWidth > page.clientWidth ? [`${page.scrollWidth} px wide`] : []), ...wide.map(named)];
    },

    clipped() {
      return seen("body *").filter((e) => {
        const style = getComputedStyle(e);
        const cuts = (overflow) => ["hidden", "clip"].includes(overflow);
        const hasText = e.innerText?.trim() && !["select", "input", "textarea"].includes(e.localName);
        return hasText && !inMap(e) && !e.matches(".citymap__canvas") && ((cuts(style.overflowX) && e.scrollWidth > e.clientWidth + 1) || (cuts(style.overflowY) && e.scrollHeight > e.clientHeight + 1));
      }).map(named);
    },

    overlaps() {
      const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement;
        if (!node.data.trim() || hidden(parent) || parent.closest("option, [role=listbox]") || inMap(parent)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) if (rect.width > 1) boxes.push([node, rect]);
      }
      const found = [];
      for (const [place, [one, a]] of boxes.entries())
        for (const [other, b] of boxes.slice(place + 1)) {
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left), down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (one !== other && across > 2 && down > Math.min(a.height, b.height) * 0.4) found.push(`“${one.data.trim().slice(0, 25)}” and “${other.data.trim().slice(0, 25)}”`);
        }
      return found;
    },

    alternatives() {
      const alts = all("img").map((e) => e.getAttribute("alt"));
      const said = alts.filter(Boolean);
      return [
        ...alts.filter((alt) => alt === null).map(() => "no alt"),
        ...said.filter((alt) => /\.(jpe?g|png|webp|heic|svg)$|^(img|dsc|image)[-_ ]?\d/i.test(alt)).map((alt) => `a file name: ${alt}`),
        ...duplicates(said).map((alt) => `twice: ${alt}`),
      ];
    },

    autocomplete(wanted) {
      return all("form[method=post] input, form[method=post] textarea, form[method=post] select").filter((e) => e.type !== "hidden")
        .filter((e) => (wanted[e.name] || wanted[`type=${e.type}`] || e.autocomplete) !== e.autocomplete)
        .map((e) => `${e.name}: autocomplete “${e.autocomplete}”`);
    },

    labels() {
      const fields = all("input:not([type=hidden]), select, textarea").filter((e) => !e.labels?.length && !e.getAttribute("aria-label"));
      const forms = all("form").flatMap((form) => duplicates(all("label:not(.usa-radio__label, .usa-checkbox__label)", form).map((e) => e.textContent.trim())).map((text) => `two labels “${text}”`));
      return [...fields.map((e) => `no label: ${named(e)}`), ...forms];
    },

    names() {
      const plain = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
      return seen("[aria-label]").filter((e) => e.matches("a, button, summary, input") && /\p{L}/u.test(e.innerText) && !plain(e.getAttribute("aria-label")).includes(plain(e.innerText || "")))
        .map((e) => `is called “${e.getAttribute("aria-label")}”: ${named(e)}`);
    },

    // Choosing or typing something, or stepping on it, sends nothing and goes nowhere.
    surprises() {
      const here = location.href, found = [];
      const note = (event) => (event.preventDefault(), found.push(`${event.type} by ${named(document.activeElement)}`));
      document.addEventListener("submit", note, true);
      const submit = HTMLFormElement.prototype.submit;
      HTMLFormElement.prototype.submit = () => found.push(`sent by ${named(document.activeElement)}`);
      for (const e of seen(TARGETS)) {
        e.focus();
        if (e.localName === "select") e.selectedIndex = e.options.length - 1;
        if (["radio", "checkbox"].includes(e.type)) e.click();
        if (e.matches("input, select, textarea")) for (const kind of ["input", "change"]) e.dispatchEvent(new Event(kind, { bubbles: true }));
        e.blur();
      }
      document.removeEventListener("submit", note, true);
      HTMLFormElement.prototype.submit = submit;
      return location.href === here ? found : [...found, `went to ${location.href}`];
    },

    motion() {
      const moving = document.getAnimations().map((one) => `animation ${one.animationName || one.transitionProperty}`);
      const would = all("*").filter((e) => {
        const style = getComputedStyle(e);
        const lasts = (times) => times.split(",").some((time) => parseFloat(time) > 0.001);
        return (style.animationName !== "none" && lasts(style.animationDuration)) || lasts(style.transitionDuration) || style.scrollBehavior === "smooth";
      });
      return [...moving, ...would.map(named)];
    },

    media() {
      return [...all("video, audio, object, embed, iframe, marquee, blink, meta[http-equiv=refresh]"), ...all("[autofocus], [accesskey]")].map(named);
    },

    // Content that is in another language than the page says so.
    parts(english) {
      const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const text = walker.currentNode.data.trim(), parent = walker.currentNode.parentElement;
        if (english.some((words) => text.includes(words)) && !parent.closest("option, [lang]").lang.startsWith("en") && !parent.closest("option")) found.push(text.slice(0, 60));
      }
      return found;
    },

    errors() {
      const found = [], summary = document.getElementById("errors");
      if (!summary) return ["no summary"];
      if (document.activeElement !== summary) found.push(`the focus is on ${named(document.activeElement)}`);
      const links = all("a", summary);
      if (!links.length && !summary.innerText.trim()) found.push("an empty summary");
      for (const link of links) {
        const field = link.hash && document.getElementById(link.hash.slice(1));
        if (!field) { found.push(`“${link.innerText}” leads nowhere (${link.hash})`); continue; }
        link.click();
        if (document.activeElement !== field) found.push(`“${link.innerText}” does not put the focus on ${link.hash}`);
        const group = field.closest("fieldset[aria-invalid]") || field;
        if (group.getAttribute("aria-invalid") !== "true") found.push(`${link.hash} is not marked as wrong`);
        const told = (group.getAttribute("aria-describedby") || "").split(/\s+/).map((id) => document.getElementById(id)?.textContent || "");
        if (!told.some((text) => text.includes(link.innerText.trim().slice(0, 12)))) found.push(`${link.hash} does not say what is wrong`);
      }
      return found;
    },

    // What stands under the keyboard now: where it is, whether one sees it, whether something lies over it.
    stop() {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const style = getComputedStyle(e), rect = e.getClientRects()[0] || e.getBoundingClientRect();
      const [x, y] = [Math.min(Math.max(rect.left + rect.width / 2, 1), innerWidth - 2), Math.min(Math.max(rect.top + rect.height / 2, 1), innerHeight - 2)];
      const over = document.elementFromPoint(x, y), labelled = [...(e.labels || [])];
      const isFree = !!over && (e.contains(over) || labelled.some((label) => label.contains(over)));
      const ring = parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== "none";
      return {
        name: named(e), isRadio: e.type === "radio" ? e.name : "", isSkip: e.matches(".skip"), isFree, isRinged: ring && contrasts(e, style),
        top: rect.top + scrollY, bottom: rect.bottom + scrollY, start: document.documentElement.dir === "rtl" ? innerWidth - rect.right : rect.left,
        mark: (e.dataset.stop ||= `${++stops}`),
      };
    },

    // Everything one can press or fill in, as the keyboard should reach it: of a group of radio buttons one.
    stops() {
      const reachable = all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']").filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.tabIndex >= 0);
      const groups = new Set();
      return reachable.filter((e) => e.type !== "radio" || (!groups.has(e.name) && groups.add(e.name))).map(named);
    },

    // The help block, the footer and the header as they are read, without what a page may leave out (hours, search).
    frame() {
      const read = (selector) => all(selector).filter((e) => !e.closest(".header__search")).map((e) => e.innerText.trim());
      return { header: read(".header a:not(.header__find), .header .languages button"), help: read(".help h2, .help dt"), footer: read(".footer a") };
    },

    // One of each kind of link and button, by what makes it look as it does.
    kinds() {
      const found = new Map();
      for (const e of seen("a[href], button, summary")) {
        const look = `${e.localName}.${e.className} in ${e.parentElement.className || e.parentElement.localName} of ${e.closest("header, main, footer, .help")?.className}`;
        if (!found.has(look)) found.set(look, e);
      }
      return [...found.values()].map((e, place) => { e.dataset.kind = place; return `[data-kind="${place}"]`; });
    },

    // With forced colours a field or button still has an edge.
    edges() {
      return seen("button, input:not([type=hidden]), select, textarea").filter((e) => !e.closest(".languages, .more > summary") && !e.matches(".usa-button--text"))
        .filter((e) => parseFloat(getComputedStyle(e).borderBlockStartWidth) < 1 && e.type !== "file" && !e.matches(":checked")).map(named);
    },

    controls() {
      return seen(TARGETS).map(named);
    },

    printed() {
      return all("nav, .skip, .header__find, .header__tools, .header__search, .footer, .actions, .back").filter((e) => e.checkVisibility()).map(named);
    },
  };
  return ([name, argument]) => measures[name](argument);
})()
