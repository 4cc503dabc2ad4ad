"use strict";
// What one may do on the comparison screen. Everything is a button that says its key (look/keys.js
// presses it), so that the help is true and nothing needs a mouse. An overlay leads the eye: it is off
// until both pictures were aligned by points, and off again when a point is moved.
(() => {
  const { plane, screen } = nomina;
  const root = screen.root();
  const tools = root.querySelector("[data-tools]");
  const one = (what) => root.querySelector(what);
  const all = (what) => [...root.querySelectorAll(what)];
  const state = { mode: "", over: "", aligned: null, current: 0, cursor: null, strength: 50, edge: 50 };
  const STEP = 0.04; // of the width of a stage
  const FINE = 0.004;

  // What is remembered on this device: how one likes to look, never what was seen.
  const usual = { locked: true, grid: false, ground: 0 };
  const kept = (() => { try { return { ...usual, ...JSON.parse(localStorage.getItem("nomina.screen")) }; } catch { return { ...usual }; } })();
  const keep = () => { try { localStorage.setItem("nomina.screen", JSON.stringify(kept)); } catch { /* not kept */ } };

  const button = (name) => one(`[data-do="${name}"]`);
  const press = (name, is) => button(name).setAttribute("aria-pressed", String(is));
  const pair = () => [screen.of("body"), screen.of("reference")];
  const whole = (stage) => Boolean(stage) && stage.points.every(Boolean);

  const show = () => {
    tools.hidden = screen.stages.length === 0;
    root.toggleAttribute("data-locked", kept.locked);
    root.toggleAttribute("data-grid", kept.grid);
    root.dataset.ground = String(kept.ground);
    const ground = button("ground").querySelector("[data-names]");
    ground.textContent = ground.dataset.names.split("|")[kept.ground];
    press("lock", kept.locked);
    press("grid", kept.grid);
    for (const mode of ["points", "marks"]) {
      press(mode, state.mode === mode);
      for (const node of all(`[data-mode="${mode}"]`)) node.hidden = state.mode !== mode;
    }
    root.dataset.doing = state.mode;
    const [a, b] = pair();
    const lost = state.aligned && (state.aligned.a !== a || state.aligned.b !== b);
    if (lost || !state.aligned) { state.aligned = null; state.over = ""; }
    button("align").disabled = !(whole(a) && whole(b));
    for (const name of ["overlay", "curtain"]) {
      button(name).disabled = !state.aligned;
      press(name, state.over === name);
      one(`[data-for="${name}"]`).hidden = state.over !== name;
    }
    one("[data-caution]").hidden = !state.over;
    all("[data-point]").forEach((line, n) => {
      line.toggleAttribute("aria-current", n === state.current);
      if (n === state.current) line.setAttribute("aria-current", "true");
      const set = Boolean(screen.active && screen.active.points[n]);
      line.querySelector("[data-set]").hidden = !set;
      line.querySelector("[data-unset]").hidden = set;
    });
    for (const name of ["light", "contrast"]) one(`[data-range="${name}"]`).value = (screen.active && screen.active[name]) || 100;
    screen.draw();
  };

  const locked = () => screen.targets(screen.active);
  const zoom = (by) => { for (const stage of locked()) screen.move([stage], plane.about(stage.centre, [by, 0])); };
  const turn = (by) => { for (const stage of locked()) screen.move([stage], plane.about(stage.centre, plane.turned(by))); };
  const together = () => { if (state.aligned) state.aligned.b.view = plane.after(state.aligned.a.view, state.aligned.by); };

  // In a mode that puts something down, arrows carry the cursor, or the point that is chosen.
  const arrow = (x, y) => {
    const stage = screen.active;
    if (!stage) return;
    if (!state.mode) { screen.move(locked(), { a: [1, 0], b: [x * STEP, y * STEP] }); return; }
    const set = state.mode === "points" && stage.points[state.current];
    const from = set ? stage.seen(set) : state.cursor || stage.centre;
    const to = [Math.min(Math.max(from[0] + x * FINE, 0), 1), Math.min(Math.max(from[1] + y * FINE, 0), stage.tall)];
    if (set) place(stage, state.current, to);
    else { state.cursor = to; screen.draw(); }
  };

  const place = (stage, n, where) => {
    stage.points[n] = stage.pixel(where);
    state.aligned = null;
    show();
  };
  const next = () => {
    state.current = (state.current + 1) % 5;
    say();
    show();
  };
  const say = () => nomina.say(all("[data-point]")[state.current].textContent.trim().replace(/\s+/g, " "));

  const put = () => {
    const stage = screen.active;
    if (!stage) return;
    const where = state.cursor || stage.centre;
    if (state.mode === "marks") { for (const hook of screen.hooks.put) hook(stage, where); return; }
    if (!stage.points[state.current]) place(stage, state.current, where);
    next();
  };

  const align = () => {
    const [a, b] = pair();
    const by = plane.fit(b.points, a.points);
    if (!by) return;
    state.aligned = { a, b, by };
    together();
    nomina.say(button("align").dataset.done);
    show();
  };

  const mode = (name) => {
    state.mode = state.mode === name ? "" : name;
    state.cursor = null;
    if (state.mode === "points" && screen.active) state.current = Math.max(screen.active.points.findIndex((one) => !one), 0);
    for (const hook of screen.hooks.mode) hook();
    if (state.mode === "points") say();
    if (screen.active) screen.active.node.focus();
    show();
  };
  const over = (name) => { state.over = state.over === name ? "" : name; show(); };
  const other = () => {
    const list = screen.stages;
    if (list.length) list[(list.indexOf(screen.active) + 1) % list.length].node.focus();
  };
  const flip = (name) => { kept[name] = !kept[name]; keep(); show(); };

  const acts = {
    other,
    "zoom-in": () => zoom(1.25),
    "zoom-out": () => zoom(0.8),
    fit: () => { for (const stage of locked()) stage.fit(); together(); screen.draw(); },
    "turn-left": () => turn(-2),
    "turn-right": () => turn(2),
    left: () => arrow(-1, 0),
    right: () => arrow(1, 0),
    up: () => arrow(0, -1),
    down: () => arrow(0, 1),
    lock: () => flip("locked"),
    grid: () => flip("grid"),
    ground: () => { kept.ground = (kept.ground + 1) % 3; keep(); show(); },
    points: () => mode("points"),
    marks: () => mode("marks"),
    next,
    put,
    align,
    overlay: () => over("overlay"),
    curtain: () => over("curtain"),
  };
  screen.hooks.put = [];
  screen.hooks.mode = [];
  Object.assign(screen, { state, show, mode, acts });

  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed && acts[pressed.dataset.do]) acts[pressed.dataset.do]();
  });
  root.addEventListener("input", (event) => {
    const name = event.target.dataset.range;
    if (!name) return;
    const value = Number(event.target.value);
    if (name === "overlay") state.strength = value;
    else if (name === "curtain") state.edge = value;
    else {
      for (const stage of locked()) {
        stage[name] = value;
        stage.node.style.setProperty(`--${name}`, `${value}%`);
      }
    }
    screen.draw();
  });
  // Escape first ends what was begun; only then does it hide faces.
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !state.mode || document.querySelector("dialog[open]")) return;
    event.stopPropagation();
    mode(state.mode);
  }, true);

  screen.hooks.press.push((stage, where) => {
    if (state.mode !== "points") return null;
    const far = (point) => (point ? Math.hypot(...plane.minus(stage.seen(point), where)) * stage.node.clientWidth : Infinity);
    const near = stage.points.map(far);
    const nearest = near.indexOf(Math.min(...near));
    if (near[nearest] < 16) state.current = nearest;
    else if (!stage.points[state.current]) place(stage, state.current, where);
    else return null;
    const n = state.current;
    show();
    return { moved: (to) => place(stage, n, to), ended: () => { if (near[nearest] >= 16) next(); } };
  });

  screen.hooks.draw.push((stage) => {
    const [a, b] = pair();
    stage.over.hidden = !(state.over && state.aligned && stage === a);
    if (!stage.over.hidden) {
      stage.paint(stage.over, b.image, plane.after(a.view, state.aligned.by));
      stage.over.style.opacity = state.over === "overlay" ? state.strength / 100 : 1;
      stage.over.style.clipPath = state.over === "curtain" ? `inset(0 0 0 ${state.edge}%)` : "none";
    }
    if (state.mode === "points") {
      stage.points.forEach((point, n) => {
        if (!point) return;
        const [x, y] = stage.dot(stage.seen(point));
        const chosen = n === state.current && stage === screen.active;
        stage.shape("circle", { cx: x, cy: y, r: chosen ? 9 : 6, class: chosen ? "point chosen" : "point", "data-n": n });
        stage.shape("path", { d: `M${x - 3} ${y}h6M${x} ${y - 3}v6`, class: "line" });
        stage.shape("text", { x: x + 10, y: y - 8, class: "label" }, String(n + 1));
      });
    }
    const set = state.mode === "points" && stage.points[state.current];
    if (state.mode && stage === screen.active && !set) {
      const [x, y] = stage.dot(state.cursor || stage.centre);
      stage.shape("path", { d: `M${x - 12} ${y}h24M${x} ${y - 12}v24`, class: "line cursor" });
    }
  });
  screen.hooks.change.push(show);
})();
