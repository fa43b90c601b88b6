{% load static %}// Keeps one page in one language for when there is no connection, and does nothing else: whatever the network answers is shown.
// Another release is another worker: {% static "build/portal.css" %} {% static "build/portal.js" %}
const OFFLINE = "{% url 'portal:offline' %}";
const SHELF = "offline {{ LANGUAGE_CODE }}";

async function shelve() {
  const shelf = await caches.open(SHELF);
  const page = await fetch(OFFLINE, { cache: "reload" });
  const text = await page.clone().text();
  const files = [...text.matchAll(/(?:href|src)="(\/(?:static\/|city\.css)[^"]*)"/g)].map((match) => match[1]);
  await Promise.all([shelf.put(OFFLINE, page), ...new Set(files)].map((file) => (typeof file === "string" ? shelf.add(file) : file)));
}

// A form without files may pass through here too; one with files is left to the browser.
function isOurs(request) {
  return request.mode === "navigate" && (request.method === "GET" || (request.headers.get("Content-Type") || "").startsWith("application/x-www-form-urlencoded"));
}

async function fromNetwork(event) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE)) || Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(shelve().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.registration.navigationPreload?.enable()));
self.addEventListener("fetch", (event) => {
  if (isOurs(event.request)) event.respondWith(fromNetwork(event));
  else if (!navigator.onLine && event.request.method === "GET") event.respondWith(caches.match(event.request).then((kept) => kept || fetch(event.request)));
});
