"use strict";
// Keeps one page and its static files, so that tags are read where there is no network. Nothing else
// is kept; whoever signs out takes it away (look/page.js), and so does a sign-in that is asked for.
const NAME = "{{ name|escapejs }}", KEPT = [{% for one in kept %}"{{ one|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGE = new URL(KEPT[0], self.location).pathname;
const later = (seconds) => new Promise((_, failed) => { setTimeout(() => failed(new Error("late")), seconds * 1000); });

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(NAME);
    await cache.addAll(KEPT.map((one) => new Request(one, { cache: "reload" })));
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => { event.waitUntil(self.clients.claim()); });

const fresh = async (request, path) => {
  const cache = await caches.open(NAME);
  try {
    const answer = await Promise.race([fetch(request), later(5)]);
    if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) await caches.delete(NAME);
    else if (answer.ok && !answer.redirected) await cache.put(path, answer.clone());
    return answer;
  } catch (error) {
    const old = await cache.match(path);
    if (old) return old;
    throw error;
  }
};
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && url.pathname === PAGE) event.respondWith(fresh(event.request, PAGE));
  else if (KEPT.slice(1).includes(url.pathname)) event.respondWith(fresh(event.request, url.pathname));
});
