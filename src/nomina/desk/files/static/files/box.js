"use strict";
// A box around a face: drawn by mouse or finger, moved and sized by keys, typed as numbers. All three
// are the same five numbers of the form, in pixels of the upright original.
(() => {
  const place = document.querySelector("[data-box]");
  if (!place || !place.dataset.width) return;
  const full = { width: Number(place.dataset.width), height: Number(place.dataset.height) };
  const input = (name) => place.querySelector(`[name=${name}]`);
  const edges = ["left", "top", "right", "bottom"];
  const read = () => edges.map((edge) => Number.parseInt(input(edge).value, 10));
  const write = (box) => edges.forEach((edge, i) => { input(edge).value = Math.round(box[i]); });
  const sound = (box) => box.every(Number.isFinite) && box[2] > box[0] && box[3] > box[1];

  // Where the picture lies in its stage, and how many pixels of the original one of the screen is.
  const lie = (stage) => {
    const scale = Math.min(stage.clientWidth / full.width, stage.clientHeight / full.height);
    return {
      scale,
      left: (stage.clientWidth - full.width * scale) / 2,
      top: (stage.clientHeight - full.height * scale) / 2,
    };
  };

  let box = null;
  const draw = () => {
    const stage = place.querySelector("[data-shown] .stage");
    place.querySelector("[data-box-help]").hidden = !stage;
    if (!stage) { box = null; return; }
    stage.classList.add("drawing");
    if (!box || !stage.contains(box)) {
      box = document.createElement("div");
      box.className = "box";
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", place.dataset.label);
      box.addEventListener("keydown", moved);
      stage.append(box);
      stage.addEventListener("pointerdown", started);
    }
    const now = read();
    box.hidden = !sound(now);
    if (box.hidden) return;
    const at = lie(stage);
    box.style.left = `${at.left + now[0] * at.scale}px`;
    box.style.top = `${at.top + now[1] * at.scale}px`;
    box.style.width = `${(now[2] - now[0]) * at.scale}px`;
    box.style.height = `${(now[3] - now[1]) * at.scale}px`;
  };

  const point = (stage, event) => {
    const at = lie(stage), around = stage.getBoundingClientRect();
    const within = (value, most) => Math.min(Math.max(value, 0), most);
    return [
      within((event.clientX - around.left - at.left) / at.scale, full.width),
      within((event.clientY - around.top - at.top) / at.scale, full.height),
    ];
  };
  function started(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    const stage = event.currentTarget, from = point(stage, event), before = read();
    const carries = event.target === box;
    stage.setPointerCapture(event.pointerId);
    const follow = (next) => {
      const to = point(stage, next);
      if (carries) {
        const by = [to[0] - from[0], to[1] - from[1]];
        write([before[0] + by[0], before[1] + by[1], before[2] + by[0], before[3] + by[1]]);
      } else {
        write([Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(from[0], to[0]), Math.max(from[1], to[1])]);
      }
      draw();
    };
    stage.addEventListener("pointermove", follow);
    stage.addEventListener("pointerup", () => { stage.removeEventListener("pointermove", follow); box.focus(); }, { once: true });
  }

  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function moved(event) {
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const step = Math.max(1, Math.round(Math.max(full.width, full.height) / 200));
    const [x, y] = [way[0] * step, way[1] * step], now = read();
    const next = event.shiftKey ? [now[0], now[1], now[2] + x, now[3] + y] : [now[0] + x, now[1] + y, now[2] + x, now[3] + y];
    if (sound(next)) write(next);
    draw();
  }

  for (const edge of edges) input(edge).addEventListener("input", draw);
  // Without a mouse there has to be a box to begin with: the middle third.
  const begin = () => {
    if (place.querySelector("[data-shown]") && read().every(Number.isNaN)) {
      write([full.width / 3, full.height / 3, (2 * full.width) / 3, (2 * full.height) / 3]);
    }
    draw();
  };
  addEventListener("resize", draw);
  document.addEventListener("htmx:load", begin);
  begin();
})();
