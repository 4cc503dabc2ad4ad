// Why: findings as a waterfall, what is lacking, what to do next, and who competes with whom.
const LONG = 150; // letters of a value before the rest is folded away
const FAR = 16; // bodies in one map

/** Draw one step: from the sum before to the sum after; hatched and ticked where at its limit. */
function stepBar(before, after, reach, { atLimit = false, total = false } = {}) {
  const x = (lr) => ((Math.min(reach, Math.max(-reach, lr)) + reach) / (2 * reach)) * WIDTH;
  const bar = shape("svg", { class: "bar step", viewBox: `0 0 ${WIDTH} 16`, preserveAspectRatio: "none", "aria-hidden": "true" });
  const lr = after - before;
  bar.append(block(0, WIDTH, 0, 16, "base"), block(x(before), x(after), 3, 10, lr >= 0 ? "speaks-for" : "speaks-against"));
  if (atLimit) bar.append(block(x(before), x(after), 3, 10, "limit"), stroke(x(after), 0, x(after), 16, "end"));
  bar.append(stroke(x(0), -2, x(0), 18, "mid"));
  if (!total) bar.append(stroke(x(before), 0, x(before), 16, "span"));
  bar.append(stroke(x(after), 1, x(after), 15, "found"));
  return bar;
}

const wayOf = (lr) => (Math.abs(lr) < 0.05 ? T.speaks_even : lr > 0 ? T.speaks_for : T.speaks_against);

/** A compared value: long ones are folded. */
function value(text) {
  if (text.length <= LONG) return name(text, { cut: LONG });
  return el("details", {}, el("summary", {}, name(text, { cut: 90 })), name(text, { cut: 5000 }));
}

function findingRow(finding, before, after, reach) {
  const atLimit = !finding.excludes && (finding.lr >= finding.high - 0.0005 || finding.lr <= finding.low + 0.0005);
  const words = finding.excludes ? T.excludes : wayOf(finding.lr);
  const sign = finding.excludes ? "✕" : Math.abs(finding.lr) < 0.05 ? "=" : finding.lr > 0 ? "+" : "−";
  const n = finding.excludes || Math.abs(finding.lr) < 0.05 ? null : strengthWords(finding.lr);
  return el("li", { class: "finding", "data-way": finding.excludes ? "excludes" : finding.lr > 0 ? "for" : "against", "data-kind": finding.kind },
    el("div", { class: "what" }, el("b", {}, data.kinds[finding.kind]), el("span", { class: "way small" }, el("span", { "aria-hidden": "true" }, sign), " ", words, n ? el("span", { class: "muted" }, ` · ${n}`) : null)),
    finding.excludes ? null : stepBar(before, after, reach, { atLimit }),
    atLimit ? el("p", { class: "small muted" }, T.at_bound) : null,
    el("dl", { class: "small" }, el("dt", {}, T.on_body), el("dd", {}, value(finding.body)), el("dt", {}, T.in_file), el("dd", {}, value(finding.person))),
    el("p", { class: "small" }, name(finding.sentence, { cut: 3000 })));
}

/** The findings on a lead from even to all evidence together, then what is lacking and the GLR. */
function waterfall(number_, row) {
  const found = findings(number_, row.rank);
  const box = el("section", { class: "why", "aria-label": T.why }, el("h4", {}, T.why));
  if (!found.length) box.append(el("p", { class: "small muted" }, T.no_findings));
  let sum = 0;
  const sums = found.map((one) => (one.excludes ? [sum, sum] : [sum, (sum += one.lr)]));
  const reach = Math.max(REACH, Math.ceil(Math.max(0, ...sums.flat().map(Math.abs), Math.abs(row.total || 0))));
  const all = row.excluded ? null : row.total;
  if (found.length) {
    box.append(el("div", { class: "ends", "aria-hidden": "true" }, el("span", {}, `← ${T.against}`), el("span", {}, T.start), el("span", {}, `${T.for} →`)),
      el("ol", {}, found.map((one, i) => findingRow(one, ...sums[i], reach))));
  }
  box.append(el("div", { class: "total" }, el("div", { class: "what" }, el("b", {}, T.total), el("span", { class: "way small" }, all === null ? T.excluded : `${wayOf(all)}${Math.abs(all) < 0.05 ? "" : ` · ${strengthWords(all)}`}`)),
    all === null ? null : stepBar(0, all, reach, { total: true })));
  const lacking = (seen(number_).l[row.rank] || []).map((kind) => data.kinds[KINDS[kind]]);
  if (lacking.length) box.append(el("p", { class: "small muted lacking" }, line(T.lacking, { kinds: lacking.join(", ") })));
  if (row.glr !== null && !row.excluded) {
    const sentence = Math.abs(row.glr) < 0.05 ? T.glr_even : row.glr > 0 ? T.glr_for : T.glr_against;
    box.append(el("p", { class: "small glr" }, line(sentence, { n: times(row.glr) })));
  }
  return box;
}

const personName = (person) => [name(person.i, { mono: true, cut: 60 }), ...(person.l ? [" ", name(person.l, { cut: 60 })] : [])];

/** Examinations of a body in the order of what they would tell. */
function nextSteps(number_) {
  const steps = seen(number_).n;
  const box = el("section", { class: "card next", "aria-label": T.next_steps }, el("h3", {}, T.next_steps));
  if (!steps.length) return box.append(el("p", { class: "small muted" }, T.next_none)), box;
  const join = (people) => people.flatMap((i, at_) => [at_ ? ", " : "", ...personName(data.people[i])]);
  box.append(el("p", { class: "small muted" }, T.next_order), el("ol", {}, steps.map(([kind, , people]) => el("li", {}, el("b", {}, data.steps[kind] || data.kinds[kind] || kind), el("div", { class: "small muted" }, T.next_people, " ", join(people))))));
  return box;
}

let claims = null; // bodies by person, of likely pairs
function claimants(person) {
  if (!claims) {
    claims = new Map();
    data.bodies.forEach((body, i) => body.e.forEach(([who]) => claims.set(who, [...(claims.get(who) || []), i])));
  }
  return claims.get(person) || [];
}

/** Bodies that compete with one, nearest first, as far as likely pairs go. */
function rivals(number_) {
  const found = [number_];
  const met = new Set(found);
  for (const body of found) {
    for (const [person] of data.bodies[body].e) {
      for (const other of claimants(person)) if (!met.has(other)) { met.add(other); found.push(other); }
    }
  }
  return found;
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The map: bodies left, people right, lines by weight; beside it the same as a list. */
function competition(number_) {
  const all = rivals(number_);
  const bodies = all.slice(0, FAR);
  const people = [...new Set(bodies.flatMap((i) => data.bodies[i].e.map(([who]) => who)))];
  const box = el("section", { class: "card map", "aria-label": T.map }, el("h3", {}, T.map));
  if (!people.length) return box.append(el("p", { class: "small muted" }, T.map_alone)), box;
  box.append(el("p", { class: "small muted" }, all.length > 1 ? T.map_note : T.map_alone));
  const narrow = matchMedia("(max-width: 860px)").matches;
  const [wide, left, tall] = narrow ? [290, 110, 54] : [420, 150, 24]; // a finger needs more than a mouse
  const [from_, to_] = [left, wide - left];
  const high = Math.max(bodies.length, people.length) * (tall + 4) + 8;
  const y = (at_, of) => 4 + ((at_ + 0.5) * (high - 8)) / of;
  const drawing = shape("svg", { class: "graph", viewBox: `0 0 ${wide} ${high}`, role: "group", "aria-label": T.map });
  bodies.forEach((i, at_) => data.bodies[i].e.forEach(([who, share]) => {
    const [from, to] = [y(at_, bodies.length), y(people.indexOf(who), people.length)];
    drawing.append(shape("path", { class: i === number_ ? "edge here" : "edge", d: `M${from_} ${from}C${wide / 2} ${from} ${wide / 2} ${to} ${to_} ${to}`, "stroke-width": (1 + 8 * share).toFixed(1) }));
  }));
  bodies.forEach((i, at_) => {
    const label = shape("text", { x: left - 8, y: y(at_, bodies.length) + 4, "text-anchor": "end" }, short(data.bodies[i].i, narrow ? 13 : 18));
    const plate = shape("rect", { x: 4, y: y(at_, bodies.length) - tall / 2, width: left - 4, height: tall, rx: 4 });
    const link = shape("a", { href: data.bodies[i].h, class: i === number_ ? "node here" : "node", "aria-label": `${T.body} ${short(data.bodies[i].i, 60)}${i === number_ ? `, ${T.map_here}` : ""}` }, plate, label);
    if (i === number_) link.setAttribute("aria-current", "true");
    drawing.append(link);
  });
  people.forEach((who, at_) => {
    const person = data.people[who];
    drawing.append(shape("text", { x: to_ + 8, y: y(at_, people.length) + 4, class: "who", "aria-hidden": "true" }, short(person.i, narrow ? 13 : 18)));
  });
  box.append(drawing, el("ul", { class: "sr" }, bodies.map((i) => el("li", {}, say(T.map_line, {
    body: name(data.bodies[i].i, { cut: 60 }),
    people: el("span", {}, data.bodies[i].e.flatMap(([who, share], at_) => [at_ ? "; " : "", ...say(T.map_pair, { person: el("span", {}, personName(data.people[who])), share: shareWords(share) })])),
  })))));
  if (all.length > bodies.length) box.append(el("p", { class: "small muted" }, line(T.map_more, { n: number(all.length - bodies.length) })));
  return box;
}
