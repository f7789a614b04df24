// Lets the page of a visit open without a network: the network first, else what the page itself has put aside
// (visit.js keeps its own text, styles and scripts under this name). Answers for nothing else.
"use strict";
const KEPT = "visits-1";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("visits-") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && address.pathname.includes("/visits/add/");
  if (!isPage && request.mode === "navigate") return;
  event.respondWith((async () => {
    try {
      return await fetch(request);
    } catch (error) {
      const kept = await caches.match(request, { cacheName: KEPT, ignoreSearch: isPage, ignoreVary: true });
      if (kept) return kept;
      throw error;
    }
  })());
});
