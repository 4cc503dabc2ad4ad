"use strict";
// How a shown photo is looked at: grey until colour is asked for, blurred, large. The desk remembers
// it with the person, else the device does; whether a face is shown is in the ledger alone.
(() => {
  const root = document.documentElement;
  const views = { grey: ["colour", true], blur: ["blur", false], large: ["large", false] };
  const kept = (name) => { try { return localStorage.getItem(`nomina.${name}`); } catch { return null; } };
  const keep = (name, to) => { try { localStorage.setItem(`nomina.${name}`, to); } catch { /* not kept */ } };

  // "grey" is on unless it was switched off, and the root says the opposite of it.
  const home = root.dataset.keep;
  const is = (view) => {
    if (home) return root.hasAttribute(`data-${views[view][0]}`) !== views[view][1];
    return kept(view) === null ? views[view][1] : kept(view) === "on";
  };
  const send = () => {
    const said = new URLSearchParams(Object.keys(views).filter(is).map((view) => ["view", view]));
    const headers = { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content };
    // Where it does not arrive, it holds on this page and is asked for again on the next.
    fetch(home, { method: "POST", body: said, headers }).catch(() => {});
  };
  const draw = () => {
    for (const view of Object.keys(views)) {
      const [name, usual] = views[view];
      root.toggleAttribute(`data-${name}`, is(view) !== usual);
      for (const button of document.querySelectorAll(`[data-view=${view}]`)) {
        button.hidden = false;
        button.setAttribute("aria-pressed", String(is(view)));
      }
    }
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-view]");
    if (!button) return;
    const view = button.dataset.view;
    if (home) {
      root.toggleAttribute(`data-${views[view][0]}`);
      send();
    } else {
      keep(view, is(view) ? "off" : "on");
    }
    draw();
  });
  // A face is not left open on a screen that nobody looks at.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return; // the dialog takes it
    for (const button of document.querySelectorAll("[data-photo][data-shown] form button")) button.click();
  });
  document.addEventListener("htmx:load", draw);
  draw();
})();
