// One body: who it may be, in order, and the chosen candidate beside it.
const FIRST = 10; // candidates shown before "more"
const NOBODY = -1;

/** The candidates with "nobody on this list" standing where its weight puts it. */
function standing(body) {
  const all = rows(body).slice();
  if (body.n !== null) {
    const place = all.findIndex((row) => row.weight < body.n);
    const nobody = { person: NOBODY, lr: nobodyStrength(body), weight: body.n };
    all.splice(place < 0 ? all.length : place, 0, nobody);
  }
  return all;
}

const wordOf = (row) => el("span", { class: `word ${WORDS[row.word]}` }, el("span", { "aria-hidden": "true" }, SIGNS[row.word]), T[WORDS[row.word]]);
const labelOf = (person) => [name(person.i, { mono: true, cut: 60 }), ...(person.l ? [" ", name(person.l)] : [])];

const faceWord = (row) => (row.excluded ? (row.low > 0 ? 1 : 0) : row.word); // of the faces alone

function candidate(row, position, view) {
  const nobody = row.person === NOBODY;
  const who = nobody ? T.nobody : labelOf(data.people[row.person]);
  const pick = view.choose
    ? el("button", { class: "pick", type: "button", "data-position": position, "aria-current": view.chosen === position ? "true" : null, onclick: () => view.choose(position) }, who)
    : el("span", { class: "pick" }, who);
  const total = nobody ? row.lr : row.total;
  const strength = total === null
    ? el("span", { class: "small muted" }, nobody ? T.not_known : T.excluded_short)
    : [strengthBar(total), el("span", { class: "small muted" }, strengthWords(total))];
  return el("li", { class: "cand", "data-chosen": view.chosen === position, "data-kind": nobody ? "nobody" : "person" },
    el("span", { class: "rank" }, nobody ? "" : number(row.rank)),
    el("div", {}, pick, nobody ? el("span", { class: "small muted" }, T.nobody_note) : el("span", { class: "small" }, row.excluded || row.lr !== null ? wordOf(row) : el("span", { class: "muted" }, T.no_opinion))),
    el("div", {}, strength),
    el("div", {}, weightBar(row.weight), el("span", { class: "small muted" }, shareWords(row.weight))));
}

function candidates(body, view) {
  const all = standing(body);
  const shown = all.map((row, position) => [row, position]).filter(([row, position]) => view.all || position < view.first || row.person === NOBODY || position === view.chosen);
  const card = el("section", { class: "card cands", "aria-label": T.who },
    el("header", {}, el("h3", {}, T.who), el("span", { class: "small muted" }, line(T.who_note, { n: number(data.listed) }))));
  if (!all.length) return card.append(el("p", { class: "more muted" }, body.s || T.not_compared)), card;
  card.append(el("div", { class: "cols-head", "aria-hidden": "true" }, el("span"), el("span", {}, T.person), el("div", { class: "ends" }, el("span", {}, `← ${T.against}`), el("span", {}, T.strength), el("span", {}, `${T.for} →`)), el("span", {}, T.weight)),
    el("ol", { "aria-label": T.who }, shown.map(([row, position]) => candidate(row, position, view))));
  if (body.o >= 0.0001) card.append(el("p", { class: "more small muted" }, line(T.others, { share: shareWords(body.o) })));
  const hidden = all.length - shown.length;
  if (hidden > 0) {
    card.append(view.showAll
      ? el("p", { class: "more" }, el("button", { class: "btn", type: "button", id: "more", onclick: view.showAll }, line(T.more, { n: number(hidden) })))
      : el("p", { class: "more small muted" }, line(T.more_not_printed, { n: number(hidden) })));
  }
  return card;
}

/** What the strength means, in a sentence for each of the two propositions. */
function sentences(row) {
  if (row.lr === null) return [el("p", { class: "muted" }, row.word === 0 ? T.faces_none : T.says_none)];
  const limits = data.limits[row.limits];
  const parts = [];
  if (Math.abs(row.lr) < 0.05) parts.push(el("p", {}, T.says_even));
  else parts.push(el("p", {}, line(row.lr > 0 ? T.says_for : T.says_against, { n: times(row.lr) })));
  parts.push(el("p", { class: "muted" }, `${degree(row.lr)} ${intervalWords(row.low, row.high)}.`));
  if (row.lr >= limits[1] - 0.005) parts.push(el("p", { class: "muted" }, T.at_upper));
  else if (row.lr <= limits[0] + 0.005) parts.push(el("p", { class: "muted" }, T.at_lower));
  if (limits[2]) parts.push(el("p", { class: "small muted" }, limits[2]));
  return parts;
}

function besideNobody(body, row) {
  return el("div", { class: "says" }, row.lr === null ? null : [strengthBar(row.lr, { big: true }), axis(), ends()],
    el("p", {}, line(T.nobody_says, { share: shareWords(row.weight) })), el("p", { class: "muted" }, T.nobody_next));
}

/** The chosen candidate beside the body: faces, strength, weight, what next, who competes. */
function beside(body, number_, view) {
  const row = standing(body)[view.chosen];
  const person = row && row.person !== NOBODY ? data.people[row.person] : null;
  const shown = areShown(body);
  const title = person ? say(T.beside, { body: name(body.i, { mono: true, cut: 400 }), person: el("span", {}, name(person.i, { mono: true, cut: 400 }), person.l ? " " : "", person.l ? name(person.l, { cut: 20000 }) : "") }) : [row ? T.nobody : T.body, ...(row ? [] : [" ", name(body.i, { mono: true })])];
  const card = el("aside", { class: "card beside", "aria-label": T.beside_label }, el("h3", {}, title));
  const any = body.p.length > 0 || (person && person.p.length > 0);
  if (data.images && any) {
    if (view.turn) card.append(controls(body, view));
    card.append(el("div", { class: `stages${faces.grey ? " grey" : ""}` },
      figure(body.p, view.photo[0] || 0, shown, T.of_body, view.turn && ((to) => view.turn(0, to))),
      person ? figure(person.p, view.photo[1] || 0, shown, T.of_person, view.turn && ((to) => view.turn(1, to))) : null));
  } else if (any) {
    const words = (photos) => photos.map((photo) => data.photos[photo].t).filter(Boolean).map((text) => el("p", { class: "small muted" }, text));
    card.append(el("div", {}, el("p", { class: "small" }, T.of_body), words(body.p)), person ? el("div", {}, el("p", { class: "small" }, T.of_person), words(person.p)) : "");
  }
  if (row && !person) card.append(besideNobody(body, row));
  if (!person) return card;
  card.append(waterfall(number_, row), el("div", { class: "says" }, el("h4", {}, data.kinds.face), row.lr === null ? null : el("div", {}, wordOf({ word: faceWord(row) })), ...(row.lr === null ? [] : [strengthBar(row.lr, { low: row.low, high: row.high, limits: data.limits[row.limits], big: true }), axis(), ends()]), ...sentences(row),
    el("p", { class: "muted" }, line(T.weight_says, { share: shareWords(row.weight), prior: data.share_words })),
    person.x === null ? null : el("p", { class: "muted" }, line(T.not_among, { share: shareWords(person.x) })),
    el("p", {}, row.excluded ? T.excluded_next : row.lr === null ? "" : row.word === 1 ? T.next_candidate : T.next_inconclusive)));
  const others = person.a.filter((other) => other !== number_);
  if (others.length) {
    card.append(el("div", { class: "says" }, el("p", { class: "small muted" }, T.competing),
      el("ul", {}, others.map((other) => el("li", {}, el("a", { href: data.bodies[other].h }, name(data.bodies[other].i, { cut: 60 })))))));
  }
  return card;
}

function controls(body, view) {
  const shown = areShown(body);
  const tick = (key, words) => {
    const box = el("input", { type: "checkbox", "data-face": key });
    box.checked = faces[key];
    box.addEventListener("change", () => view.face(key, box.checked));
    return el("label", { class: "tick small" }, box, el("span", {}, words));
  };
  return el("div", { class: "row" },
    el("button", { class: "btn", type: "button", id: "show", "aria-pressed": String(shown), onclick: view.show }, shown ? T.hide : T.show, " ", el("kbd", {}, "i")),
    tick("keep", T.keep), tick("grey", T.grey), tick("large", T.large));
}

/** The whole block of a body, for the screen or for paper. */
function article(number_, view) {
  const body = data.bodies[number_];
  const chips = (body.f || []).map((flag) => el("span", { class: "chip" }, data.flags[flag]));
  const buttons = view.move ? el("div", { class: "row" },
    el("a", { class: "btn back", href: "#list" }, `‹ ${T.all_bodies}`),
    el("button", { class: "btn", type: "button", id: "before", onclick: () => view.move(-1) }, T.before, " ", el("kbd", {}, "k")),
    el("button", { class: "btn", type: "button", id: "after", onclick: () => view.move(1) }, T.after, " ", el("kbd", {}, "j"))) : null;
  return el("article", {},
    el("header", { class: "head" }, el("div", {}, el("h2", {}, T.body, " ", name(body.i, { mono: true, cut: 20000 })), el("p", { class: "muted" }, body.s), chips.length ? el("div", { class: "chips" }, chips) : null), buttons),
    el("div", { class: `cols${faces.large ? " large" : ""}` }, el("div", { class: "stack" }, candidates(body, view), nextSteps(number_), competition(number_)), beside(body, number_, view)));
}
