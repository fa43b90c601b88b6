// USWDS writes left and right; our pages run in both directions. This turns the physical properties of the compiled
// stylesheet into logical ones, so that one file serves every language.
const PROPERTIES = {
  "margin-left": "margin-inline-start",
  "margin-right": "margin-inline-end",
  "padding-left": "padding-inline-start",
  "padding-right": "padding-inline-end",
  "border-left": "border-inline-start",
  "border-right": "border-inline-end",
  "border-left-color": "border-inline-start-color",
  "border-right-color": "border-inline-end-color",
  "border-left-width": "border-inline-start-width",
  "border-right-width": "border-inline-end-width",
  "border-left-style": "border-inline-start-style",
  "border-right-style": "border-inline-end-style",
  "border-top-left-radius": "border-start-start-radius",
  "border-top-right-radius": "border-start-end-radius",
  "border-bottom-left-radius": "border-end-start-radius",
  "border-bottom-right-radius": "border-end-end-radius",
  left: "inset-inline-start",
  right: "inset-inline-end",
};
const VALUES = [
  [/text-align:\s*left/g, "text-align: start"],
  [/text-align:\s*right/g, "text-align: end"],
  [/float:\s*left/g, "float: inline-start"],
  [/float:\s*right/g, "float: inline-end"],
];

export function logical(css) {
  const names = Object.keys(PROPERTIES).sort((a, b) => b.length - a.length).join("|");
  const property = new RegExp(`([{;\\s])(${names})(\\s*:)`, "g");
  let text = css.replace(property, (whole, before, name, after) => before + PROPERTIES[name] + after);
  for (const [physical, value] of VALUES) text = text.replace(physical, value);
  return text;
}
