"use strict";
// The outbox of a device: what was done is kept here with an id of its own until the desk answered,
// and sent in order whenever there is a connection, also after the page was closed. Codes and times
// are all it holds; no name, no picture.
(() => {
  const form = document.querySelector("form[data-outbox]");
  if (!form || !window.indexedDB || !window.crypto || !crypto.randomUUID) return;
  const at = form.dataset, one = (what) => document.querySelector(what), words = one("[data-outbox-words]").dataset;
  const field = form.querySelector("[name=tags]"), plain = (text) => text.toUpperCase().replace(/[\s\u2010-\u2015-]+/g, "");
  const BATCH = 50, MOST = 500, AGAIN = 15000, SHOWN = 30;
  let state = null, sending = false;

  if ("serviceWorker" in navigator) navigator.serviceWorker.register(at.worker, { scope: at.here }).catch(() => {});

  const opened = new Promise((done, failed) => {
    const ask = indexedDB.open(`nomina-scan-${at.operation}`, 1);
    ask.onupgradeneeded = () => {
      ask.result.createObjectStore("outbox", { keyPath: "n", autoIncrement: true });
      ask.result.createObjectStore("answers", { keyPath: "n", autoIncrement: true });
      ask.result.createObjectStore("kept");
    };
    ask.onsuccess = () => done(ask.result);
    ask.onerror = () => failed(ask.error);
  });
  const within = async (names, mode, act) => {
    const db = await opened;
    return new Promise((done, failed) => {
      const work = db.transaction(names, mode);
      let result;
      work.oncomplete = () => done(result && "result" in result ? result.result : result);
      work.onerror = work.onabort = () => failed(work.error);
      result = act(work);
    });
  };
  const all = (name) => within([name], "readonly", (work) => work.objectStore(name).getAll());
  const kept = (key) => within(["kept"], "readonly", (work) => work.objectStore("kept").get(key));
  const keep = (key, value) => within(["kept"], "readwrite", (work) => work.objectStore("kept").put(value, key));

  const texts = () => field.value.split(/[\s,;]+/).filter(Boolean);
  const value = (name) => { const input = form.elements[name]; return input && !input.closest("[hidden]") ? input.value.trim() : ""; };
  const local = (iso) => new Date(iso).toLocaleString();

  const list = (where, lines) => {
    const here = one(where);
    here.replaceChildren(...lines.map((line) => { const li = document.createElement("li"); li.textContent = line; return li; }));
    here.closest("section").hidden = !lines.length;
  };
  const show = async () => {
    const waiting = await all("outbox"), answers = await all("answers");
    list("[data-waiting]", waiting.map((row) => `${words[`kind${row.command.kind}`] || row.command.kind} · ${row.command.place || row.command.handover || ""} · ${row.command.tags.length} · ${words.since} ${local(row.command.at)}${row.who !== (state && state.who) && state ? ` · ${words.other}` : ""}`));
    list("[data-answers]", answers.slice(-SHOWN).reverse().map((row) => `${row.outcome === "done" ? words.done : words.incident}: ${row.says}`));
    one("[data-away]").hidden = navigator.onLine && Boolean(state && state.live);
    one("[data-count]").textContent = String(waiting.length);
  };

  // What is expected is what the desk said last; it is the time of that which counts.
  const compare = () => {
    const kind = form.elements.kind.value;
    for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
    const place = value(kind === "move" ? "start" : "place");
    const expected = (kind === "move" || kind === "count") && state && state.places ? state.places[place] : null;
    const read = [...new Set(texts().map(plain))];
    one("[data-n=read]").textContent = String(read.length);
    const known = new Set(expected || []), missing = expected ? expected.filter((code) => !read.includes(code)) : [];
    const many = expected ? read.filter((code) => !known.has(code)) : [];
    one("[data-n=expected]").textContent = expected ? String(expected.length) : "–";
    one("[data-n=missing]").textContent = expected ? String(missing.length) : "–";
    one("[data-n=many]").textContent = expected ? String(many.length) : "–";
    const written = (code) => (code.length === 10 ? `${code.slice(0, 4)}-${code.slice(4, 8)}-${code.slice(8)}` : code);
    one("[data-codes]").textContent = [missing.length && read.length ? `${words.missing}: ${missing.slice(0, 12).map(written).join(" ")}${missing.length > 12 ? " …" : ""}` : "", many.length ? `${words.many}: ${many.slice(0, 12).map(written).join(" ")}` : ""].filter(Boolean).join("\n");
  };

  const fill = () => {
    if (!state || !state.places) return;
    for (const select of form.querySelectorAll("select[data-places]")) {
      const chosen = select.value;
      select.replaceChildren(new Option("", ""), ...Object.keys(state.places).sort().map((code) => new Option(code, code)));
      select.value = chosen;
    }
  };

  const refresh = async () => {
    try {
      const answer = await fetch(at.state, { cache: "no-store", headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) throw new Error(String(answer.status));
      state = { ...(await answer.json()), live: true };
      form.dataset.token = state.csrf;
      await keep("state", { who: state.who, places: state.places, handovers: state.handovers, counts: state.counts });
    } catch {
      state = state ? { ...state, live: false } : { ...((await kept("state")) || {}), live: false };
    }
    fill();
    compare();
    return state.live;
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    try {
      while (await refresh()) {
        const rows = (await all("outbox")).filter((row) => row.who === state.who).slice(0, BATCH);
        if (!rows.length) break;
        const answer = await fetch(at.commands, {
          method: "POST", cache: "no-store", body: JSON.stringify(rows.map((row) => row.command)),
          headers: { "X-CSRFToken": state.csrf, "Content-Type": "application/json", Accept: "application/json" },
        });
        if (!answer.ok) break;
        const { answers } = await answer.json();
        await within(["outbox", "answers"], "readwrite", (work) => {
          answers.forEach((told, n) => {
            const row = rows[n];
            if (told.outcome !== "waits") {
              work.objectStore("outbox").delete(row.n);
              work.objectStore("answers").add({ who: row.who, outcome: told.outcome, says: told.says, at: row.command.at });
            } else if (n === 0) {
              // The one before it is not here and not there: nothing can come before it any more.
              const { after, ...command } = row.command;
              work.objectStore("outbox").put({ ...row, command });
            }
          });
        });
        if (answers.every((told) => told.outcome === "waits") && !rows[0].command.after) break;
      }
    } catch { /* tried again later */ } finally {
      sending = false;
      await show();
    }
  };

  const add = async (commands) => {
    const who = state && state.who;
    if (!who) { one("[data-told]").textContent = words.first; return false; }
    let before = await kept(`last ${who}`);
    const rows = commands.map((given) => {
      const command = { id: crypto.randomUUID(), ...given };
      if (before) command.after = before;
      before = command.id;
      return { who, command };
    });
    // The count that a reading is of is the command that begins it.
    const begun = rows.find((row) => row.command.kind === "count-begin");
    if (begun) for (const row of rows) if (row !== begun) { row.command.count = begun.command.id; }
    await within(["outbox", "kept"], "readwrite", (work) => {
      for (const row of rows) work.objectStore("outbox").add(row);
      work.objectStore("kept").put(before, `last ${who}`);
    });
    return true;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = value("kind"), tags = texts(), typed = value("at");
    const told = one("[data-told]");
    const lacks = !tags.length || (kind === "take" ? !value("handover") : !value("place"));
    if (lacks) { told.textContent = words.lacks; return; }
    if (kind !== "count" && tags.length > MOST) { told.textContent = words.most; return; }
    const base = { at: (typed ? new Date(typed) : new Date()).toISOString(), clock: typed ? "operator" : "device", read: value("read") };
    let commands = [{ ...base, kind, tags }];
    if (kind === "move") commands = [{ ...base, kind, tags, place: value("place"), start: value("start"), position: value("position") }];
    if (kind === "take") commands = [{ ...base, kind, tags, handover: value("handover"), position: value("position") }];
    if (kind === "receive") commands = tags.map((tag) => ({ ...base, kind, tags: [tag], place: value("place"), item: value("item"), file: value("file"), position: tags.length > 1 ? "" : value("position") }));
    if (kind === "count") commands = [{ ...base, kind: "count-begin", tags: [], place: value("place") }, ...chunks(tags).map((some) => ({ ...base, kind: "read", tags: some })), { ...base, kind: "count-end", tags: [] }];
    if (kind !== "count" || commands.length) {
      if (!(await add(commands))) return;
      field.value = "";
      await drafted();
      told.textContent = words.kept;
      compare();
      await show();
      send();
    }
  });
  // What was read and is not written down yet outlives a page that the phone closes by itself.
  const DRAFT = ["kind", "start", "place", "handover", "item", "file", "position", "tags", "at", "read"];
  const drafted = async () => {
    const who = state && state.who;
    if (who) await keep(`draft ${who}`, Object.fromEntries(DRAFT.map((name) => [name, form.elements[name].value])));
  };
  const restore = async () => {
    const draft = state && state.who && (await kept(`draft ${state.who}`));
    if (!draft || field.value) return;
    for (const name of DRAFT) form.elements[name].value = draft[name];
    compare();
  };
  const chunks = (tags) => { const parts = []; for (let n = 0; n < tags.length; n += 400) parts.push(tags.slice(n, n + 400)); return parts; };

  for (const event of ["input", "change"]) form.addEventListener(event, () => { compare(); drafted(); });
  window.addEventListener("online", send);
  window.addEventListener("offline", show);
  setInterval(send, AGAIN);
  (async () => { state = (await kept("state")) || null; fill(); compare(); await restore(); await show(); await send(); if (!field.value) await restore(); })();
})();
