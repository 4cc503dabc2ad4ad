"use strict";
// Single keys. What a key does stands in the help dialog (data-keys, data-does) and on the
// buttons that have one (data-key); nothing is bound elsewhere, so the help is always true. A key may
// work only while something has the focus (data-in, a selector), and again while it is held (data-repeat).
(() => {
  const help = document.getElementById("keys");
  const button = document.getElementById("open-keys");
  const on = document.getElementById("keys-on");
  const does = new Map();
  for (const row of help.querySelectorAll("[data-does]")) does.set(row.dataset.keys, row.dataset.does);

  const seen = (node) => node.getClientRects().length > 0 && !node.disabled;
  const within = (node) => !node.dataset.in || Boolean(document.activeElement.closest(node.dataset.in));
  const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter(seen);
  const goes = (row) => row.querySelector("[data-go]");

  // A keyboard with another script types another sign with the same key.
  const places = { BracketLeft: "[", BracketRight: "]", Slash: "/" };
  const pressed = (event) => {
    if (/^[\x20-\x7e]$/.test(event.key) && !(event.code === "Slash" && ".,".includes(event.key))) return event.key.toLowerCase();
    if (/^Key[A-Z]$/.test(event.code)) return event.code[3].toLowerCase();
    if (event.code === "Slash" && event.shiftKey) return "?";
    return event.key.length > 1 ? event.key : places[event.code] || event.key;
  };

  const move = (step) => {
    const list = rows().filter(goes);
    if (!list.length) return;
    const now = list.findIndex((row) => row.contains(document.activeElement));
    const at = now < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(Math.max(now + step, 0), list.length - 1);
    goes(list[at]).focus();
  };

  const here = () => {
    const place = document.getElementById("keys-here");
    const named = [...document.querySelectorAll("main [data-key]")].filter(seen);
    const lines = new Map();
    for (const node of named) {
      if (lines.has(node.dataset.key)) continue;
      const line = document.createElement("div");
      const key = document.createElement("dt");
      const mark = document.createElement("kbd");
      const what = document.createElement("dd");
      mark.textContent = (node.querySelector("kbd") || { textContent: node.dataset.key.toUpperCase() }).textContent;
      what.textContent = (node.querySelector("span") || node).textContent.trim();
      key.append(mark);
      line.append(key, what);
      lines.set(node.dataset.key, line);
    }
    place.querySelector("dl").replaceChildren(...lines.values());
    place.hidden = lines.size === 0;
  };

  const back = () => {
    const menu = document.getElementById("menu");
    if (menu && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (document.activeElement && document.activeElement !== document.body) document.activeElement.blur();
  };

  const acts = {
    help: () => { here(); help.showModal(); },
    find: () => { const field = document.getElementById("find"); if (field) field.focus(); return Boolean(field); },
    back,
    next: () => move(1),
    previous: () => move(-1),
    open: () => false, // the chosen row is a link that has the focus: the browser opens it
    "page-after": () => press(document.querySelector(".pager [rel=next]")),
    "page-before": () => press(document.querySelector(".pager [rel=prev]")),
  };
  const press = (node) => { if (node && seen(node)) node.click(); return Boolean(node); };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return; // it has keys of its own
    const key = pressed(event);
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const single = key.length === 1;
    const named = [...document.querySelectorAll("main [data-key]")].find((node) => node.dataset.key === key && seen(node) && within(node));
    if (single && (typing || !on.checked || event.repeat && !"jk".includes(key) && !(named && "repeat" in named.dataset))) return;
    if (named) {
      event.preventDefault();
      named.click();
    } else if (does.has(key) && acts[does.get(key)]() !== false) event.preventDefault();
  });

  // Which row is chosen stands in the address, so that the way back leads to it.
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && row.id) history.replaceState(history.state, "", `#${row.id}`);
  });
  const at = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  if (at && at.closest("[data-list]") && goes(at)) goes(at).focus();

  const store = { get: () => { try { return localStorage.getItem("nomina.keys"); } catch { return null; } }, set: (to) => { try { localStorage.setItem("nomina.keys", to); } catch { /* not kept */ } } };
  on.checked = store.get() !== "off";
  on.addEventListener("change", () => store.set(on.checked ? "on" : "off"));
  button.hidden = false;
  button.addEventListener("click", acts.help);
})();
