"use strict";
// What every page does: dialogs, the menu, notices, a desk that does not answer, forms.
(() => {
  const one = (id) => document.getElementById(id);
  const all = (what, within = document) => [...within.querySelectorAll(what)];

  const say = (text) => {
    const place = one("say");
    place.textContent = "";
    // A live region is read when it changes; the same words twice would not be a change.
    setTimeout(() => { place.textContent = text; }, 50);
  };
  window.nomina = { say };

  // Whoever signs out leaves no page on the device that opens without the desk (custody/scan), and not
  // what was expected where, or what the desk answered. What it has not got yet stays: codes and times,
  // which their writer sends once signed in again. Signing out waits for nothing; what the last page
  // could not finish is done where one signs in.
  const emptied = (name) => new Promise((done) => {
    const ask = indexedDB.open(name);
    ask.onerror = ask.onblocked = done;
    ask.onsuccess = () => {
      const db = ask.result;
      try {
        const work = db.transaction(["answers", "kept"], "readwrite");
        work.objectStore("answers").clear();
        work.objectStore("kept").delete("state");
        work.oncomplete = work.onabort = () => { db.close(); done(); };
      } catch { db.close(); done(); }
    };
  });
  const forget = async () => {
    try {
      for (const { name } of await indexedDB.databases()) if (name.startsWith("nomina-scan-")) await emptied(name);
    } catch { /* there is none */ }
    try {
      for (const name of await caches.keys()) if (name.startsWith("nomina-")) await caches.delete(name);
      for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
    } catch { /* there is nothing, or it cannot be reached */ }
  };
  for (const form of all(".sign-out")) form.addEventListener("submit", () => { forget(); });
  if (location.pathname.startsWith("/account/sign-in/")) forget();

  const ready = (within) => {
    for (const button of all("[data-close]", within)) button.hidden = false;
    for (const dialog of all("dialog[data-open]", within)) if (!dialog.open) dialog.showModal();
    for (const field of all("[data-stated]", within)) stated(field);
    const wrongs = within.querySelector("[data-wrongs]");
    if (wrongs) wrongs.focus();
  };

  // A value that is not known has none: the field is closed, and what stood in it is kept.
  const stated = (field) => {
    const state = field.querySelector("[data-companion=state]");
    const inputs = all(".value input, .value select, .value textarea", field);
    if (!state) return;
    const follow = () => {
      const known = state.value === "known";
      for (const input of inputs) {
        if (!known && !input.disabled && "value" in input && input.type !== "radio" && input.type !== "checkbox") {
          input.dataset.kept = input.value;
          input.value = "";
        }
        if (known && input.disabled && input.dataset.kept !== undefined) input.value = input.dataset.kept;
        input.disabled = !known;
      }
    };
    state.addEventListener("change", follow);
    // A form that came back with both says so; only the person chooses which of them stays.
    if (!field.classList.contains("wrong")) follow();
  };

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    if (close) close.closest("[data-notice]").remove();
    const back = event.target.closest("[data-take-back]");
    if (back) back.closest("dialog").close();
    const ask = event.target.closest("[data-ask]");
    if (ask) one(`ask-${ask.dataset.ask}`).showModal();
    const menu = one("menu");
    if (menu && menu.open && !menu.contains(event.target)) menu.open = false;
  });

  // A form posted twice would be two acts.
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    setTimeout(() => { delete event.target.dataset.sent; }, 4000);
  });

  const offline = (is) => { one("offline").hidden = !is; };
  one("try-again").addEventListener("click", () => {
    fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => offline(false), () => offline(true));
  });
  addEventListener("offline", () => offline(true));
  addEventListener("online", () => offline(false));
  for (const lost of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(lost, () => offline(true));
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) offline(false); });
  document.addEventListener("htmx:responseError", () => {
    const notice = document.createElement("div");
    notice.className = "notice stop";
    notice.append(one("refused").content.cloneNode(true));
    one("notices").replaceChildren(notice);
    notice.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
  });
  document.addEventListener("htmx:load", (event) => ready(event.target));
  ready(document);
  const place = document.querySelector(".rail [aria-current]");
  if (place) place.scrollIntoView({ block: "nearest", inline: "center" });
})();
