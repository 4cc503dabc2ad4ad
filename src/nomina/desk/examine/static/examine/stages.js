"use strict";
// Pictures that can be moved, turned and enlarged. The picture comes once, as the page has it; what
// is seen is drawn from it, so that nothing more is asked of the desk. How a picture lies is a
// turn, scale and shift from its pixels to the stage, whose width is 1: a stage of any size shows the same.
(() => {
  const plane = nomina.plane;
  const SVG = "http://www.w3.org/2000/svg";
  const WHOLE = 100000; // places in a picture as the desk writes them: shares of its width and height
  const stages = [];
  const hooks = { draw: [], press: [], change: [] };
  let active = null;

  class Stage {
    constructor(node) {
      this.node = node;
      this.image = node.querySelector("img");
      const side = node.closest("[data-side]").dataset;
      this.side = side.side;
      this.place = Number(side.place);
      this.cut = node.dataset.cut.split(" ").map(Number);
      this.canvas = document.createElement("canvas");
      this.over = document.createElement("canvas");
      this.over.className = "over";
      this.over.hidden = true;
      this.drawing = document.createElementNS(SVG, "svg");
      for (const part of [this.canvas, this.over, this.drawing]) {
        part.setAttribute("aria-hidden", "true");
        node.append(part);
      }
      node.classList.add("live");
      node.tabIndex = 0;
      node.setAttribute("role", "group");
      node.setAttribute("aria-label", this.image.alt);
      node.addEventListener("focus", () => choose(this));
      node.addEventListener("pointerdown", (event) => pressed(this, event));
      node.addEventListener("wheel", (event) => {
        if (document.activeElement !== node) return; // the page is scrolled, until the picture is chosen
        event.preventDefault();
        move([this], plane.about(this.from(event), [1.0015 ** -event.deltaY, 0]));
      }, { passive: false });
      this.points = [null, null, null, null, null];
      this.fit();
    }

    get size() { return [this.image.naturalWidth, this.image.naturalHeight]; }
    get tall() { return this.node.clientHeight / this.node.clientWidth; }
    get centre() { return [0.5, this.tall / 2]; }
    get least() { return Math.min(1 / this.size[0], this.tall / this.size[1]); }
    get zoom() { return Math.hypot(...this.view.a) / this.least; }
    get turn() { return (Math.atan2(this.view.a[1], this.view.a[0]) * 180) / Math.PI; }

    // The whole of it, upright, in the middle.
    fit() {
      const a = [this.least, 0];
      this.view = { a, b: plane.minus(this.centre, plane.times(a, [this.size[0] / 2, this.size[1] / 2])) };
    }

    // Places of the desk are shares of the whole picture; what came may be a part of it.
    inside(place) {
      const [left, top, right, bottom] = this.cut;
      return [((place[0] - left) / (right - left)) * this.size[0], ((place[1] - top) / (bottom - top)) * this.size[1]];
    }
    whole(point) {
      const [left, top, right, bottom] = this.cut;
      const bound = (share) => Math.min(Math.max(Math.round(share), 0), WHOLE);
      return [bound(left + (point[0] / this.size[0]) * (right - left)), bound(top + (point[1] / this.size[1]) * (bottom - top))];
    }

    // From the screen to the stage, and from the stage to pixels of the picture.
    from(event) {
      const box = this.node.getBoundingClientRect();
      return [(event.clientX - box.left - this.node.clientLeft) / this.node.clientWidth, (event.clientY - box.top - this.node.clientTop) / this.node.clientWidth];
    }
    pixel(place) { return plane.at(plane.inverse(this.view), place); }
    seen(point) { return plane.at(this.view, point); }

    paint(canvas, image, view) {
      const dots = this.node.clientWidth * devicePixelRatio;
      canvas.width = Math.round(dots);
      canvas.height = Math.round(dots * this.tall);
      const context = canvas.getContext("2d");
      context.imageSmoothingQuality = "high";
      const [a, b] = [view.a.map((x) => x * dots), view.b.map((x) => x * dots)];
      context.setTransform(a[0], a[1], -a[1], a[0], b[0], b[1]);
      context.drawImage(image, 0, 0);
    }

    draw() {
      if (!this.node.isConnected || !this.node.clientWidth) return;
      this.paint(this.canvas, this.image, this.view);
      const wide = this.node.clientWidth;
      this.drawing.setAttribute("viewBox", `0 0 ${wide} ${wide * this.tall}`);
      this.drawing.replaceChildren();
      for (const hook of hooks.draw) hook(this);
      const now = this.node.closest("figure").querySelector("[data-now]");
      now.textContent = `${Math.round(this.zoom * 100)} % · ${Math.round(this.turn)}°`;
    }

    // Adds a shape to the drawing; places are of the stage, so that lines keep their width.
    shape(name, values, words) {
      const made = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
      if (words !== undefined) made.textContent = words;
      this.drawing.append(made);
      return made;
    }
    dot(place) { return place.map((x) => x * this.node.clientWidth); }
  }

  // Two fingers: where they were and where they are say how the picture is moved, turned and enlarged.
  const fingers = new Map();
  function pressed(stage, event) {
    if (event.button !== 0) return;
    event.preventDefault();
    stage.node.focus();
    stage.node.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, stage.from(event));
    const takes = fingers.size === 1 && hooks.press.map((hook) => hook(stage, stage.from(event))).find(Boolean);
    const follow = (next) => {
      if (next.pointerId !== event.pointerId) return;
      const before = [...fingers.values()];
      fingers.set(event.pointerId, stage.from(next));
      const now = [...fingers.values()];
      if (takes && fingers.size === 1) takes.moved(now[0]);
      else if (fingers.size === 1) move(targets(stage), { a: [1, 0], b: plane.minus(now[0], before[0]) });
      else {
        const by = plane.fit(before, now);
        if (by) move(targets(stage), by);
      }
    };
    const ended = (last) => {
      if (last.pointerId !== event.pointerId) return;
      fingers.delete(event.pointerId);
      stage.node.removeEventListener("pointermove", follow);
      for (const name of ["pointerup", "pointercancel"]) stage.node.removeEventListener(name, ended);
      if (takes && takes.ended) takes.ended(stage.from(last));
    };
    stage.node.addEventListener("pointermove", follow);
    for (const name of ["pointerup", "pointercancel"]) stage.node.addEventListener(name, ended);
  }

  const screen = () => document.querySelector("[data-screen]");
  const targets = (stage) => ("locked" in screen().dataset ? stages : [stage]);
  let due = false;
  const draw = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => { due = false; for (const stage of stages) stage.draw(); });
  };
  const move = (which, by) => {
    for (const stage of which) {
      const next = plane.after(by, stage.view);
      const zoom = Math.hypot(...next.a) / stage.least;
      if (zoom > 0.2 && zoom < 40) stage.view = next;
    }
    draw();
  };
  const choose = (stage) => {
    active = stage;
    for (const one of stages) one.node.toggleAttribute("data-active", one === stage);
    for (const hook of hooks.change) hook();
    draw();
  };

  // What was opened becomes a stage; what was hidden again is let go of, with every drawn pixel.
  const scan = () => {
    let changed = false;
    for (const stage of [...stages]) {
      if (stage.node.isConnected) continue;
      stages.splice(stages.indexOf(stage), 1);
      changed = true;
    }
    for (const node of document.querySelectorAll("[data-stage]:not(.live)")) {
      const image = node.querySelector("img");
      if (!image.complete || !image.naturalWidth) { image.addEventListener("load", scan, { once: true }); continue; }
      const stage = new Stage(node);
      const given = node.dataset.points.split(" ").filter(Boolean).map(Number);
      for (let n = 0; 2 * n < given.length; n++) stage.points[n] = stage.inside(given.slice(2 * n, 2 * n + 2));
      stages.push(stage);
      changed = true;
      if (document.activeElement === document.body) node.focus();
    }
    if (!changed) return;
    stages.sort((one, other) => (one.node.compareDocumentPosition(other.node) & 4 ? -1 : 1));
    if (!stages.includes(active)) choose(stages[0] || null);
    else for (const hook of hooks.change) hook();
    draw();
  };

  // The picture that is compared on a side: the chosen one, else the first that is open.
  const of = (side) => (active && active.side === side ? active : stages.find((one) => one.side === side));
  nomina.screen = { stages, hooks, scan, draw, move, choose, targets, of, root: screen, get active() { return active; } };
  new ResizeObserver(draw).observe(document.querySelector("[data-screen]"));
  document.addEventListener("htmx:load", scan);
})();
