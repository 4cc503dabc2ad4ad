"use strict";
// How a shown photo is looked at: grey until colour is asked for, blurred, large. Remembered on
// this device; whether a face is shown is not remembered anywhere but in the ledger.
(() => {
  const root = document.documentElement;
  const views = { grey: ["colour", true], blur: ["blur", false], large: ["large", false] };
  const kept = (name) => { try { return localStorage.getItem(`nomina.${name}`); } catch { return null; } };
  const keep = (name, to) => { try { localStorage.setItem(`nomina.${name}`, to); } catch { /* not kept */ } };

  // "grey" is on unless it was switched off, and the root says the opposite of it.
  const is = (view) => (kept(view) === null ? views[view][1] : kept(view) === "on");
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
    keep(button.dataset.view, is(button.dataset.view) ? "off" : "on");
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
