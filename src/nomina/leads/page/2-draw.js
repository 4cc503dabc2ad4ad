// Bars: drawn as shapes with attributes, so that they print and need no inline style.
function shape(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}
const REACH = 6; // log10 LR at both ends
const WIDTH = 240;
const at = (lr) => ((Math.min(REACH, Math.max(-REACH, lr)) + REACH) / (2 * REACH)) * WIDTH;
const block = (from, to, y, height, kind) => shape("rect", { x: Math.min(from, to), y, width: Math.abs(to - from), height, class: kind });
const stroke = (x1, y1, x2, y2, kind) => shape("line", { x1, y1, x2, y2, class: kind });

/** Draw log10 LR from -6 to +6: hatched beyond the limits, the interval as a whisker, a tick at the value. */
function strengthBar(lr, { low = null, high = null, limits = null, big = false } = {}) {
  const tall = big ? 26 : 16;
  const inset = big ? 6 : 4;
  const middle = tall / 2;
  const bar = shape("svg", { class: big ? "bar big" : "bar", viewBox: `0 0 ${WIDTH} ${tall}`, preserveAspectRatio: "none", role: "img", "aria-label": strengthLabel(lr, low, high, limits) });
  bar.append(block(0, WIDTH, 0, tall, "base"));
  if (limits) bar.append(block(0, at(limits[0]), 0, tall, "beyond"), block(at(limits[1]), WIDTH, 0, tall, "beyond"));
  bar.append(block(at(0), at(lr), inset, tall - 2 * inset, lr >= 0 ? "speaks-for" : "speaks-against"));
  if (low !== null) {
    bar.append(stroke(at(low), middle, at(high), middle, "span"), stroke(at(low), middle - 3, at(low), middle + 3, "span"), stroke(at(high), middle - 3, at(high), middle + 3, "span"));
  }
  bar.append(stroke(at(0), -2, at(0), tall + 2, "mid"), stroke(at(lr), 1, at(lr), tall - 1, "found"));
  return bar;
}

function strengthLabel(lr, low, high, limits) {
  const parts = [strengthWords(lr)];
  if (low !== null) parts.push(intervalWords(low, high));
  if (limits) parts.push(line(T.limits, { low: strengthWords(limits[0]), high: strengthWords(limits[1]) }));
  return parts.join(". ");
}

/** Draw a share from 0 to 1; the same bar for a person and for nobody. */
function weightBar(share) {
  return shape("svg", { class: "bar", viewBox: "0 0 100 16", preserveAspectRatio: "none", role: "img", "aria-label": shareWords(share) },
    block(0, 100, 0, 16, "base"), block(0, 100 * share, 4, 8, "weighs"));
}

/** The ticks under a large bar: even in the middle, a million at both ends. */
function axis() {
  const ticks = [1e6, 1e4, 100, 1, 100, 1e4, 1e6];
  return el("div", { class: "axis", "aria-hidden": "true" }, ticks.map((n) => el("span", {}, compact(n))));
}
const ends = () => el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, `← ${T.against}`), el("span", {}, `${T.for} →`));
