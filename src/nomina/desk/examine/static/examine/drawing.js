"use strict";
// Marks on a picture: a point, a line, an ellipse or a free line, with words and a number that says
// which mark of the other picture belongs to it. They are kept by the desk; the list on the page is
// what is drawn. Each can be drawn by mouse or finger, and by keys with a cursor.
(() => {
  const { plane, screen } = nomina;
  const root = screen.root();
  const form = root.querySelector("[data-mark-form]");
  const list = () => [...document.querySelectorAll("#marks [data-mark]")];
  const needs = { point: 1, line: 2, ellipse: 2, free: 200 };
  const CLOSE = 0.006; // of the width of a stage: nearer points of a free line are one
  let shape = "point";
  let draft = null; // { stage, shape, points } in pixels of the picture

  const show = () => {
    for (const button of root.querySelectorAll("[data-shape]")) button.setAttribute("aria-pressed", String(button.dataset.shape === shape));
    const done = Boolean(draft && draft.done);
    form.hidden = !done;
    root.querySelector("[data-do=finish]").hidden = !(draft && !done && shape === "free" && draft.points.length > 1);
    screen.draw();
  };
  const drop = () => { draft = null; show(); };
  const finish = () => {
    draft.done = true;
    numbers(draft.stage);
    show();
    form.elements.words.focus();
  };
  const add = (stage, where) => {
    if (draft && (draft.done || draft.stage !== stage)) draft = null;
    draft = draft || { stage, shape, points: [] };
    draft.points.push(stage.pixel(where));
    if (draft.points.length >= needs[shape]) finish();
    else show();
  };

  // A number that only the other picture has is offered: it says that both show the same thing.
  const numbers = (stage) => {
    const of = (mine) => list().filter((one) => (one.dataset.side === stage.side) === mine).map((one) => Number(one.dataset.number));
    const [own, others] = [of(true), of(false)];
    const free = others.filter((n) => !own.includes(n));
    const fresh = Math.max(0, ...own, ...others) + 1;
    const field = form.elements.number;
    const said = field.dataset;
    field.replaceChildren(...[fresh, ...free].map((n) => new Option((n === fresh ? said.fresh : said.other).replace("{n}", n), n)));
  };

  screen.acts.finish = finish;
  screen.acts.drop = drop;
  for (const name of Object.keys(needs)) screen.acts[name] = () => { shape = name; drop(); };
  screen.hooks.put.push(add);
  screen.hooks.mode.push(drop);
  screen.hooks.press.push((stage, where) => {
    if (screen.state.mode !== "marks") return null;
    const begun = draft && !draft.done && draft.stage === stage && draft.points.length > 0;
    add(stage, where);
    if (needs[shape] === 1 || begun) return { moved: () => {} };
    let last = where;
    const far = (to) => Math.hypot(...plane.minus(to, last)) > CLOSE;
    return {
      moved: (to) => {
        if (!draft || draft.done) return;
        if (shape === "free") {
          if (!far(to)) return;
          last = to;
          add(stage, to);
        } else {
          draft.points[1] = stage.pixel(to);
          screen.draw();
        }
      },
      // A click alone is the first of two places; what was pulled is whole.
      ended: () => {
        if (draft && !draft.done && draft.points.length > 1) finish();
      },
    };
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!draft || !draft.done) return;
    const { stage } = draft;
    const values = {
      side: stage.side,
      n: stage.place,
      shape: draft.shape,
      points: draft.points.map((point) => stage.whole(point).join(" ")).join(" "),
      words: form.elements.words.value,
      number: form.elements.number.value,
    };
    const lines = () => document.querySelectorAll("#marks li").length;
    const before = lines();
    htmx.ajax("POST", form.action, { values, target: "#marks", swap: "outerHTML" }).then(() => {
      if (lines() === before) return; // it was not taken: what was drawn and written stays
      form.elements.words.value = "";
      drop();
      stage.node.focus();
    }, () => {});
  });

  const path = (stage, kind, points) => {
    const dots = points.map((point) => stage.dot(stage.seen(point)));
    if (kind === "ellipse" && points.length > 1) {
      // The box of an ellipse is upright in the picture, so the ellipse turns with it.
      const [p, q] = points;
      const ring = [...Array(49).keys()].map((n) => {
        const at = (n / 24) * Math.PI;
        return [(p[0] + q[0]) / 2 + (Math.cos(at) * (q[0] - p[0])) / 2, (p[1] + q[1]) / 2 + (Math.sin(at) * (q[1] - p[1])) / 2];
      });
      return `M${ring.map((point) => stage.dot(stage.seen(point)).join(" ")).join("L")}z`;
    }
    if (dots.length === 1) return `M${dots[0][0] - 6} ${dots[0][1]}h12M${dots[0][0]} ${dots[0][1] - 6}v12`;
    return `M${dots.map((dot) => dot.join(" ")).join("L")}`;
  };
  const mark = (stage, kind, points, number, values = {}) => {
    if (!points.length) return;
    const d = path(stage, kind, points);
    stage.shape("path", { d, class: "edge" });
    stage.shape("path", { d, class: "line", ...values });
    if (!number) return;
    const [x, y] = stage.dot(stage.seen(points[0]));
    stage.shape("text", { x: x + 8, y: y - 8, class: "label" }, number);
  };
  screen.hooks.draw.push((stage) => {
    for (const one of list()) {
      const { side, place, shape: kind, points, number } = one.dataset;
      if (side !== stage.side || Number(place) !== stage.place) continue;
      const flat = points.split(" ").map(Number);
      const places = flat.flatMap((x, n) => (n % 2 ? [] : [stage.inside([x, flat[n + 1]])]));
      mark(stage, kind, places, number, { "data-drawn": number });
    }
    if (draft && draft.stage === stage) mark(stage, draft.shape, draft.points, "");
  });

  // What both pictures come to: a key chooses the word, the reasons are written by hand.
  const outcomes = document.querySelector("[data-outcomes]");
  if (outcomes) {
    const field = document.querySelector("select[name=outcome]");
    const follow = () => {
      for (const button of outcomes.children) button.setAttribute("aria-pressed", String(button.dataset.outcome === field.value));
    };
    outcomes.hidden = false;
    outcomes.addEventListener("click", (event) => {
      const button = event.target.closest("[data-outcome]");
      if (!button) return;
      field.value = button.dataset.outcome;
      follow();
      document.querySelector("textarea[name=reasons]").focus();
    });
    field.addEventListener("change", follow);
    follow();
  }
  document.addEventListener("htmx:load", screen.draw); // the list came anew
  show();
  screen.show();
  screen.scan();
})();
