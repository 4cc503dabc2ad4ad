"use strict";
// Photos are hashed here one by one, the desk is asked which of them it has, and only the others are
// sent, each by itself with its hash. Nothing of it is remembered on this device but how many were left.
(() => {
  const form = document.querySelector("[data-upload]");
  if (!form || !window.crypto || !crypto.subtle) return; // the plain form works without
  const one = (what) => document.querySelector(what);
  const area = one("[data-sending]"), list = one("[data-sent]"), bar = area.querySelector("progress");
  const word = (name) => one("[data-words]").content.querySelector(`[data-word=${name}]`).textContent;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const mark = `nomina.left.${form.dataset.upload}`;
  const keep = (left) => { try { left ? localStorage.setItem(mark, left) : localStorage.removeItem(mark); } catch { /* not kept */ } };
  const kept = () => { try { return Number(localStorage.getItem(mark)) || 0; } catch { return 0; } };
  const BATCH = 20, STALLED = 60000, WAITS = [1, 2, 4, 8, 15, 30];
  const items = [], unasked = [];
  // Whom the photos show must be said of a body's photos; nothing is sent before.
  const answers = [...form.querySelectorAll("[name=alive]")];
  const answer = () => (answers.find((one_) => one_.checked) || { value: "" }).value;
  let running = false, paused = false;

  const state = (item, to, says) => {
    item.state = to;
    item.chip.textContent = word(to);
    item.chip.className = `chip ${{ kept: "for", again: "for", refused: "stop", unread: "stop" }[to] || ""}`;
    item.says.textContent = says || "";
    sum();
  };
  const count = (...states) => items.filter((item) => states.includes(item.state)).length;
  const left = () => count("waiting", "sending");
  const sum = () => {
    const numbers = { kept: count("kept"), again: count("again"), refused: count("refused", "unread"), left: left() };
    let text = word("sum");
    // Numbers stand in isolates, so that they turn no text around them.
    for (const [name, n] of Object.entries(numbers)) text = text.replace(`%${name}%`, String(n));
    one("[data-sum]").textContent = text;
    const whole = items.reduce((all, item) => all + item.file.size, 0) || 1;
    bar.max = whole;
    bar.value = items.reduce((all, item) => all + (["waiting", "sending"].includes(item.state) ? Math.min(item.sent, item.file.size) : item.file.size), 0);
    keep(left());
  };
  const stop = (name, button) => {
    const notice = one("[data-stopped]");
    notice.hidden = !name;
    notice.textContent = name ? word(name) : "";
    one("[data-go-on]").hidden = !button;
    if (name && window.nomina) window.nomina.say(notice.textContent);
  };

  const add = (files) => {
    if (answers.length && !answer()) {
      unasked.push(...files);
      if (!unasked.length) return;
      area.hidden = false;
      stop("asked", false);
      answers[0].focus();
      return;
    }
    for (const file of files) {
      const row = document.createElement("li"), name = document.createElement("bdi");
      const item = { file, alive: answer(), sent: 0, hash: "", chip: document.createElement("span"), says: document.createElement("span") };
      name.textContent = file.name;
      item.says.className = "says";
      row.append(name, item.chip, item.says);
      list.append(row);
      items.push(item);
      state(item, "waiting");
    }
    if (!items.length) return;
    area.hidden = false;
    run();
  };

  const hashed = async (item) => {
    try {
      const bytes = await crypto.subtle.digest("SHA-256", await item.file.arrayBuffer());
      item.hash = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    } catch {
      state(item, "unread"); // changed or gone since it was chosen
    }
  };

  class Away extends Error {}
  class SignedOut extends Error {}

  const have = async (batch) => {
    let answer;
    try {
      answer = await fetch(form.dataset.have, {
        method: "POST", headers: { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(batch.map((item) => item.hash)), cache: "no-store",
      });
    } catch { throw new Away(); }
    if (!(answer.headers.get("Content-Type") || "").startsWith("application/json")) throw answer.status >= 500 ? new Away() : new SignedOut();
    const there = new Set((await answer.json()).have || []);
    for (const item of batch) if (there.has(item.hash)) state(item, "again");
  };

  const send = (item) => new Promise((done, failed) => {
    const ask = new XMLHttpRequest(), body = new FormData();
    body.append("csrfmiddlewaretoken", token);
    body.append("sha256", item.hash);
    if (item.alive) body.append("alive", item.alive);
    body.append("photos", item.file);
    let clock = setTimeout(() => ask.abort(), STALLED);
    const moves = () => { clearTimeout(clock); clock = setTimeout(() => ask.abort(), STALLED); };
    ask.upload.addEventListener("progress", (event) => { item.sent = event.loaded; moves(); sum(); });
    ask.addEventListener("loadend", () => {
      clearTimeout(clock);
      item.sent = 0;
      let said = null;
      try { said = JSON.parse(ask.responseText); } catch { /* a page, not an answer */ }
      if (ask.status === 200 && said && said.state) {
        state(item, said.state, said.says === word("whole") ? "" : said.says); // the mark says it
        done();
      }
      else if (ask.status === 422 && said) { state(item, "refused", said.says); done(); }
      else if (ask.status === 0 || ask.status >= 500) { item.says.textContent = (said && said.says) || ""; failed(new Away()); }
      else failed(new SignedOut());
    });
    ask.open("POST", form.getAttribute("action") || location.pathname);
    ask.setRequestHeader("Accept", "application/json");
    state(item, "sending");
    ask.send(body);
  });

  const rest = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
  // Says whether it was done; while the desk does not answer it is tried again, for about a minute.
  const tried = async (act, items_) => {
    for (const wait of [...WAITS, null]) {
      try { await act(); stop(""); return true; } catch (error) {
        for (const item of items_) if (item.state === "sending") state(item, "waiting");
        if (error instanceof SignedOut) { stop("signed-out", true); return false; }
        if (!(error instanceof Away)) throw error;
        if (wait === null) { stop("stopped", true); return false; }
        stop("lost", false);
        await rest(wait);
      }
    }
    return false;
  };

  const run = async () => {
    if (running) return;
    running = true;
    paused = false;
    try {
      for (;;) {
        const batch = items.filter((item) => item.state === "waiting").slice(0, BATCH);
        if (!batch.length) break;
        for (const item of batch) if (!item.hash) await hashed(item);
        const sound = batch.filter((item) => item.state === "waiting");
        // What may show someone alive is sent though it is there, so that it is held.
        const asked = sound.filter((item) => item.alive !== "may-live");
        if (asked.length && !(await tried(() => have(asked), asked))) { paused = true; break; }
        for (const item of sound) {
          if (item.state === "waiting" && !(await tried(() => send(item), [item]))) { paused = true; break; }
        }
        if (paused) break;
      }
    } finally {
      running = false;
    }
    if (!paused && left() === 0 && window.nomina) window.nomina.say(word("done"));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const input of form.querySelectorAll("input[type=file]")) taken(input);
  });
  const taken = (input) => {
    const files = [...input.files];
    input.value = "";
    add(files);
  };
  for (const input of form.querySelectorAll("input[type=file]")) input.addEventListener("change", () => taken(input));
  for (const one_ of answers) {
    one_.addEventListener("change", () => { if (unasked.length) { stop("", false); add(unasked.splice(0)); } });
  }
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.dataset.over = "1"; });
  form.addEventListener("dragleave", () => { delete form.dataset.over; });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    delete form.dataset.over;
    add(event.dataTransfer.files);
  });
  // What is dropped beside the form must not take its page away.
  for (const beside of ["dragover", "drop"]) addEventListener(beside, (event) => event.preventDefault());
  one("[data-go-on]").addEventListener("click", () => { stop(""); run(); });
  addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });

  one("[data-with-script]").hidden = false;
  one("[data-without-script]").hidden = true;
  form.querySelector("button.primary").hidden = true; // what is chosen is sent
  if (kept()) {
    area.hidden = false;
    stop("before", false);
    one("[data-stopped]").textContent = word("before").replace("%n%", String(kept()));
    bar.hidden = true;
    addEventListener("change", () => { bar.hidden = false; }, { once: true });
  }
})();
