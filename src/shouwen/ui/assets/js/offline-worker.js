// Keeps one page for when the line is down; everything else goes to the desk as ever.
const SHELF = "shouwen-offline-1"
const PAGE = "/offline"

self.addEventListener("install", (event) => {
  // Only page loads come this way: what a closing page says last would be lost here together with the page.
  event.addRoutes?.({ condition: { not: { requestMode: "navigate" } }, source: "network" })
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.add(new Request(PAGE, { cache: "reload" }))).then(() => self.skipWaiting()))
})

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("shouwen-offline-") && name !== SHELF
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(PAGE)) ?? Response.error()))
})
