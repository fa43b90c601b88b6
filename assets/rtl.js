// USWDS writes left and right, ours is logical. For pages that run from right to left the layer of USWDS is turned round by rtlcss, which
// also knows what a list of properties would miss: where the arrow of a select stands, paddings in four values. Ours needs nothing.
import rtlcss from "rtlcss";

const BEGIN = "@layer uswds {";
const END = "\n}\n";

export function rightToLeft(css) {
  const from = css.indexOf(BEGIN);
  const to = css.indexOf(END, from) + END.length;
  if (from < 0 || to < END.length) throw new Error("The layer of USWDS is not where it was: see assets/portal/_uswds.scss.");
  return css.slice(0, from) + rtlcss.process(css.slice(from, to)) + css.slice(to);
}
