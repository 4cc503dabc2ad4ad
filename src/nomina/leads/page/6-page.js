// The page: which body, which candidate, which are listed; keys, links, filters, paper.
const items = [...$("bodies").children];
const places = new Map(data.bodies.map((body, i) => [body.h, i]));
const state = { body: null, chosen: 0, all: false, photo: [0, 0], listed: data.bodies.map((_, i) => i) };
const STEP = 200; // bodies laid into the list at a time: thousands at once take seconds
let laid = 0;
let keysOn = true;

/** Lay the first bodies of the list into the page, at least as far as `upTo`. */
function lay(upTo = STEP) {
  const wanted = Math.min(state.listed.length, Math.ceil(upTo / STEP) * STEP);
  const part = state.listed.slice(laid < wanted ? laid : 0, wanted).map((i) => items[i]);
  if (laid && laid < wanted) $("bodies").append(...part);
  else $("bodies").replaceChildren(...part);
  laid = wanted;
  $("rest").hidden = laid >= state.listed.length;
}

function announce(text) {
  $("say").textContent = text;
}

function draw(focus) {
  const main = $("body");
  if (state.body === null) {
    main.replaceChildren(el("p", { class: "muted" }, data.bodies.length ? T.choose : T.no_bodies));
    return;
  }
  main.replaceChildren(article(state.body, {
    chosen: state.chosen, all: state.all, first: FIRST, photo: state.photo, choose, move, show,
    showAll: () => { state.all = true; draw(); focusCandidate(FIRST); },
    turn: (side, to) => { const by = document.activeElement.dataset.turn; state.photo[side] = to; draw(); main.querySelectorAll("figure")[side].querySelector(`[data-turn="${by || 1}"]`).focus(); },
    face: (key, on) => { faces[key] = on; draw(); main.querySelector(`[data-face="${key}"]`).focus(); },
  }));
  if (focus) $(focus)?.focus();
}

function focusCandidate(position) {
  document.querySelector(`.pick[data-position="${position}"]`)?.focus();
}

function choose(position) {
  const all = standing(data.bodies[state.body]);
  if (position < 0 || position >= all.length) return;
  if (position >= FIRST && all[position].person !== NOBODY) state.all = true;
  state.chosen = position;
  state.photo = [state.photo[0], 0];
  draw();
  focusCandidate(position);
  const row = all[position];
  const who = row.person === NOBODY ? T.nobody : data.people[row.person].i.slice(0, 60);
  announce(line(T.chosen, { who, k: position + 1, n: all.length }));
  if (matchMedia("(max-width: 1180px)").matches) document.querySelector(".beside").scrollIntoView({ block: "nearest" });
}

function open(number_, focus) {
  if (state.body === number_) return;
  if (state.body !== null) items[state.body].firstElementChild.removeAttribute("aria-current");
  Object.assign(state, { body: number_, chosen: 0, all: false, photo: [0, 0] });
  const row = standing(data.bodies[number_]);
  if (row.length > 1 && row[0].person === NOBODY) state.chosen = 1;
  const place = state.listed.indexOf(number_);
  if (place >= laid) lay(place + 1);
  const link = items[number_].firstElementChild;
  link.setAttribute("aria-current", "true");
  link.scrollIntoView({ block: "nearest" });
  draw();
  if (focus) $("body").focus({ preventScroll: true });
  announce(line(T.opened, { body: data.bodies[number_].i.slice(0, 60), k: state.listed.indexOf(number_) + 1, n: state.listed.length }));
}

function follow() {
  const number_ = places.get(location.hash);
  if (number_ !== undefined) {
    document.body.dataset.view = "body";
    open(number_, document.activeElement?.closest?.("#bodies, .beside, .map") !== null);
    if (scrollY > $("desk").offsetTop) $("desk").scrollIntoView();
  } else if (location.hash === "#list" || location.hash === "") document.body.dataset.view = "list";
}

function move(by) {
  const here = state.listed.indexOf(state.body);
  const next = here < 0 ? 0 : Math.min(state.listed.length - 1, Math.max(0, here + by));
  if (!state.listed.length || state.listed[next] === state.body) return;
  open(state.listed[next], false); // at once: the link follows later, and keys come quickly
  location.hash = data.bodies[state.body].h;
}

function show() {
  if (!data.images || state.body === null) return;
  const body = data.bodies[state.body];
  if (areShown(body)) { opened.delete(body); faces.keep = false; } else opened.add(body);
  draw("show");
  announce(areShown(body) ? T.now_shown : T.now_hidden);
}

/** List only the bodies that pass the filters and the search. */
function sift() {
  const wanted = $("search").value.trim().toLocaleLowerCase(LANGUAGE);
  const people = wanted ? new Set(data.people.flatMap((person, i) => (`${person.i} ${person.l}`.toLocaleLowerCase(LANGUAGE).includes(wanted) ? [i] : []))) : null;
  const low = Number($("at-least").value);
  const high = Number($("at-most").value);
  const flags = [...document.querySelectorAll("#filters [data-flag]:checked")].map((box) => Number(box.dataset.flag));
  const bounded = $("at-least").value !== "" || $("at-most").value !== "";
  const passes = (body) => {
    if ($("only-candidate").checked && !body.w) return false;
    if ($("only-nobody").checked && !(body.n !== null && body.n > 0.5)) return false;
    if (bounded && (body.b === null || ($("at-least").value !== "" && body.b < low) || ($("at-most").value !== "" && body.b > high))) return false;
    if (flags.some((flag) => !(body.f || []).includes(flag))) return false;
    return !people || body.i.toLocaleLowerCase(LANGUAGE).includes(wanted) || (people.size > 0 && peopleOf(body).some((i) => people.has(i)));
  };
  const order = $("order").value;
  state.listed = data.bodies.map((_, i) => i).filter((i) => passes(data.bodies[i]));
  const key = (i) => (order === "strength" ? data.bodies[i].b : data.bodies[i].n) ?? -99;
  if (order !== "given") state.listed.sort((a, b) => key(b) - key(a) || a - b);
  laid = 0;
  lay();
  $("empty").hidden = state.listed.length > 0;
  $("count").textContent = line(T.listed, { k: number(state.listed.length), n: number(data.bodies.length) });
  announce($("count").textContent);
}

let waiting = 0;
const siftSoon = () => { clearTimeout(waiting); waiting = setTimeout(sift, 120); };

function toggleFilters(on = $("filters").hidden) {
  $("filters").hidden = !on;
  $("open-filters").setAttribute("aria-expanded", String(on));
  if (on) $("only-candidate").focus();
}

/** Lay out paper: the chosen body, or every listed one, each its own block. */
function layPaper(numbers) {
  $("paper").replaceChildren(...numbers.map((i) => article(i, { chosen: i === state.body ? state.chosen : (standing(data.bodies[i])[0]?.person === NOBODY && rows(data.bodies[i]).length ? 1 : 0), first: FIRST, photo: i === state.body ? state.photo : [0, 0] })));
  document.body.classList.add("printing");
}

async function printScope() {
  const numbers = document.querySelector("[name=scope]:checked").value === "listed" ? state.listed : [state.body].filter((i) => i !== null);
  $("print").close();
  if (data.images) {
    for (const i of numbers) {
      const body = data.bodies[i];
      const first = standing(body).find((row) => row.person !== NOBODY);
      const photos = [body.p[0], first && data.people[first.person].p[0]].filter((photo) => photo !== undefined && data.photos[photo].c !== null);
      await Promise.all(photos.map((photo) => veil(photo).catch(() => null)));
    }
  }
  layPaper(numbers);
  await Promise.all([...$("paper").querySelectorAll("img")].map((image) => image.decode().catch(() => null)));
  window.print();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => choose(state.chosen + 1),
  ArrowUp: () => choose(state.chosen - 1),
  i: show,
  "/": () => { document.body.dataset.view = "list"; $("search").focus(); $("search").select(); },
  f: () => { document.body.dataset.view = "list"; toggleFilters(); },
  "?": () => $("help").showModal(),
};

function leave(event) {
  if (event.target.id === "search") { $("search").value = ""; sift(); }
  if (event.target.closest("nav") && !$("filters").hidden) toggleFilters(false);
  if (event.target.closest("nav")) $("body").focus();
  else if (state.body !== null && areShown(data.bodies[state.body])) show();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") { leave(event); return; }
  const single = event.key.length === 1;
  const typing = event.target.matches("input:not([type=checkbox]):not([type=radio]), select, textarea");
  if (typing || (single && !keysOn)) return;
  if (!single && !event.target.matches(".pick, body, main, #show")) return;
  const act = KEYS[single ? event.key.toLocaleLowerCase("en") : event.key];
  if (!act || (!single && state.body === null)) return;
  event.preventDefault();
  act();
});
$("search").addEventListener("input", siftSoon);
$("filters").addEventListener("change", sift);
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("filters").addEventListener("reset", () => setTimeout(sift));
$("open-filters").addEventListener("click", () => toggleFilters());
$("open-help").addEventListener("click", () => $("help").showModal());
$("open-print").addEventListener("click", () => $("print").showModal());
$("do-print").addEventListener("click", printScope);
$("keys-on").addEventListener("change", () => { keysOn = $("keys-on").checked; });
window.addEventListener("hashchange", follow);
window.addEventListener("beforeprint", () => { if (!document.body.classList.contains("printing") && state.body !== null) layPaper([state.body]); });
window.addEventListener("afterprint", () => { document.body.classList.remove("printing"); $("paper").replaceChildren(); });

$("rest").addEventListener("click", () => lay(laid + 1));
new IntersectionObserver((seen) => { if (seen.some((entry) => entry.isIntersecting)) lay(laid + 1); }).observe($("rest"));

$("bodies").dataset.live = "";
lay();
follow();
if (state.body === null && data.bodies.length && matchMedia("(min-width: 861px)").matches) open(0, false);
if (state.body === null) draw();
