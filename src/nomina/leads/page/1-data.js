// What the page was given, and the small tools to say it. Names from outside only ever become
// text nodes: nothing here parses markup.
const data = JSON.parse(document.getElementById("data").textContent);
const T = data.text;
const LANGUAGE = data.language;
const WORDS = ["inconclusive", "candidate", "excluded"];
const KINDS = Object.keys(data.kinds);
const SIGNS = ["◇", "◆", "✕"];
const $ = (id) => document.getElementById(id);

const number = (n, options) => new Intl.NumberFormat(LANGUAGE, options).format(n);
const compact = (n) => number(n, { notation: "compact" });

/** Make an element; children are nodes or text, attributes that are null are left out. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick") node.addEventListener("click", value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat().filter((child) => child !== null));
  return node;
}

/** Fill a sentence whose {parts} may be text or nodes. */
function say(sentence, parts = {}) {
  return sentence.split(/(\{\w+\})/).filter(Boolean).map((piece) => {
    const key = piece.startsWith("{") && piece.slice(1, -1);
    return key && key in parts ? (parts[key] instanceof Node ? parts[key] : String(parts[key])) : piece;
  });
}
const line = (sentence, parts) => say(sentence, parts).join("");

/** A name or number from outside: its own direction, cut where only a hint of it is needed. */
function name(text, { mono = false, cut = 160 } = {}) {
  const shown = text.length > cut ? `${text.slice(0, cut)}…` : text;
  return el("bdi", { dir: "auto", class: mono ? "mono" : null }, shown);
}

/** The rows of a body, read when first needed: all evidence, then the faces (log10, null without). */
function rows(body) {
  if (!body.rows) {
    body.rows = body.r ? body.r.split(";").map((text, i) => {
      const [person, weight, total, glr, excluded, word, lr, low, high, limits] = text.split(",").map((part) => (part === "" ? null : Number(part)));
      const faces = lr === undefined ? { lr: null } : { lr: lr / 100, low: low / 100, high: high / 100, limits };
      return { rank: i + 1, person, weight: weight / 1e6, total: excluded ? null : total / 100, glr: glr === null ? null : glr / 100, excluded: excluded === 1, word: excluded ? 2 : word, ...faces };
    }) : [];
  }
  return body.rows;
}

/** What is said of the leads of a body: texts, findings and what is lacking by rank, next steps. */
function seen(number_) {
  const body = data.bodies[number_];
  if (!body.seen) body.seen = JSON.parse($(`seen-${number_}`).textContent);
  return body.seen;
}

/** The findings on a lead, in the order given; each text as it is written. */
function findings(number_, rank) {
  const held = seen(number_);
  return (held.f[rank] || []).map(([kind, lr, low, high, excludes, body, person, sentence]) => ({
    kind: KINDS[kind], lr, low, high, excludes: excludes === 1, body: held.t[body], person: held.t[person], sentence: held.t[sentence],
  }));
}

/** The people of a body's rows without keeping the rows. */
function peopleOf(body) {
  if (!body.people) body.people = body.r ? body.r.split(";").map((text) => parseInt(text, 10)) : [];
  return body.people;
}

/** "300", "1.5": as many figures as the strength can carry. */
function times(lr) {
  const n = 10 ** Math.abs(lr);
  return number(n, { maximumSignificantDigits: n < 10 ? 2 : 1 });
}

/** Short words of a strength, beside its bar. */
function strengthWords(lr) {
  if (Math.abs(lr) < 0.05) return T.even;
  return line(lr > 0 ? T.times_for : T.times_against, { n: times(lr) });
}

/** The interval of a strength, both ends in words. */
function intervalWords(low, high) {
  const end = (lr) => (Math.abs(lr) < 0.05 ? T.even : line(lr > 0 ? T.end_for : T.end_against, { n: times(lr) }));
  return line(T.interval, { low: end(low), high: end(high) });
}

/** The verbal scale of the ENFSI guideline of 2015, in tens. */
function degree(lr) {
  const size = Math.abs(lr);
  const step = size < Math.log10(2) ? 0 : size < 1 ? 1 : size < 2 ? 2 : size < 3 ? 3 : size < 4 ? 4 : size < 6 ? 5 : 6;
  if (step === 0) return T.degree_0;
  return line(lr > 0 ? T.degree_for : T.degree_against, { degree: T[`degree_${step}`] });
}

/** A share in words that a person can hold: "about 1 in 5". */
function shareWords(share) {
  if (share < 1 / 10000) return line(T.share_under, { n: number(10000) });
  if (share > 0.99) return T.share_all;
  if (share > 0.925) return T.share_most;
  if (share < 0.15) {
    const n = 1 / share;
    return line(T.share_about, { k: 1, n: number(n, { maximumSignificantDigits: n < 20 ? 2 : 1, maximumFractionDigits: 0, roundingPriority: "lessPrecision" }) });
  }
  const tenths = Math.min(9, Math.max(2, Math.round(share * 10)));
  const [k, n] = tenths % 5 === 0 ? [tenths / 5, 2] : tenths % 2 === 0 ? [tenths / 2, 5] : [tenths, 10];
  return line(T.share_about, { k: number(k), n: number(n) });
}

/** How strongly all evidence speaks for "nobody on this list": its odds over those before. */
function nobodyStrength(body) {
  const share = data.share;
  if (!(share > 0 && share < 1) || !(body.n > 0 && body.n < 1) || rows(body).length === 0) return null;
  return Math.log10(body.n / (1 - body.n)) - Math.log10((1 - share) / share);
}
