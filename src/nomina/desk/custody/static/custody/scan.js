"use strict";
// Reads tags into a field: a frame of the camera goes to the desk about three times a second while
// somebody looks, and comes back as text. Where the device itself reads codes, nothing is sent. A
// scanner types like a keyboard, and whoever has neither types. No picture is kept anywhere.
(() => {
  const EVERY = 330, SIDE = 1280, STALE = 2500;
  const form = document.querySelector("form[data-frame]");
  const box = form && form.querySelector("[data-camera]");
  const fields = form ? [...form.querySelectorAll("[data-scanned]")] : [];
  if (!box || !fields.length) return;
  // What is read goes into the field that was entered last, and into the first before that. It never
  // goes on to the next by itself: a label that hangs beside would be written down as something else.
  let field = fields[0];
  const one = (what) => box.querySelector(what);
  const words = one("[data-words]").dataset, view = one("[data-view]"), video = one("video");
  const button = one("[data-look]"), pick = one("[data-pick]"), said = one("[data-said]");
  const token = () => (form.querySelector("[name=csrfmiddlewaretoken]") || {}).value || form.dataset.token || "";
  const canvas = document.createElement("canvas");
  let stream = null, timer = 0, busy = false, last = "", when = 0;
  box.hidden = false;
  if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) button.hidden = true;

  const plain = (text) => text.toUpperCase().replace(/[\s\u2010-\u2015-]+/g, "");
  const has = (text) => field.value.split(/[\s,;]+/).some((line) => line && plain(line) === plain(text));
  const into = one("[data-into]");
  const name = (input) => { const label = input.labels && input.labels[0]; return label ? label.firstChild.textContent.trim() : ""; };
  const aim = () => { into.hidden = fields.length < 2; into.textContent = `${words.into}: ${name(field)}`; };
  form.addEventListener("focusin", (event) => { if (fields.includes(event.target)) { field = event.target; aim(); } });
  aim();
  // Says what was read, shows it for a moment, and puts it into the field once.
  const got = (texts) => {
    if (field.dataset.scanned === "one" && new Set(texts.map(plain)).size > 1) { said.textContent = words.several; return; }
    for (const text of texts) {
      const now = Date.now(), seen = has(text);
      if (seen && text === last && now - when < STALE) continue;
      last = text; when = now;
      said.textContent = `${seen ? words.again : words.read}: ${text}`;
      view.classList.add("got");
      setTimeout(() => view.classList.remove("got"), 350);
      if (navigator.vibrate) navigator.vibrate(seen ? [20, 60, 20] : 40);
      if (seen) continue;
      if (field.dataset.scanned === "one") field.value = text;
      else field.value = `${field.value.replace(/\s+$/, "")}${field.value.trim() ? "\n" : ""}${text}\n`;
      const how = form.querySelector("[name=read]");
      if (how) how.value = "scanned";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  const here = window.BarcodeDetector ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;
  const blob = (source, width, height) => new Promise((done) => {
    const scale = Math.min(1, SIDE / Math.max(width, height));
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext("2d").drawImage(source, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, "image/jpeg", 0.8);
  });
  const ask = async (picture) => {
    const answer = await fetch(form.dataset.frame, {
      method: "POST", cache: "no-store", body: picture,
      headers: { "X-CSRFToken": token(), "Content-Type": picture.type || "image/jpeg", Accept: "application/json" },
    });
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.says || "");
    return told.texts;
  };
  const look = async (source, width, height) => {
    if (here) {
      try {
        const found = await here.detect(source);
        if (found.length) return found.map((code) => code.rawValue);
      } catch { /* the desk is asked instead */ }
    }
    const picture = await blob(source, width, height);
    return picture ? ask(picture) : [];
  };

  const step = async () => {
    if (!stream || busy || video.readyState < 2) return;
    busy = true;
    try { got(await look(video, video.videoWidth, video.videoHeight)); } catch (error) { said.textContent = error instanceof TypeError ? words.away : error.message || words.away; }
    busy = false;
  };
  const stop = () => {
    clearInterval(timer);
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    view.hidden = true;
    button.textContent = words.start;
  };
  const start = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch { said.textContent = words.denied; return; }
    view.hidden = false;
    video.srcObject = stream;
    try { await video.play(); } catch { /* it plays once it may */ }
    button.textContent = words.stop;
    said.textContent = words.looking;
    timer = setInterval(step, EVERY);
  };
  button.addEventListener("click", () => (stream ? stop() : start()));
  document.addEventListener("visibilitychange", () => { if (document.hidden && stream) stop(); });

  pick.addEventListener("change", async () => {
    for (const file of pick.files) {
      try {
        const map = window.createImageBitmap ? await createImageBitmap(file) : null;
        const texts = map ? await look(map, map.width, map.height) : await ask(file);
        if (texts.length) got(texts); else said.textContent = words.none;
      } catch (error) { said.textContent = error instanceof TypeError ? words.away : error.message || words.none; }
    }
    pick.value = "";
  });
  // A scanner ends a tag with Enter; in the one-line field that must not send the form at once.
  window.nominaScan = { got, plain };
})();
