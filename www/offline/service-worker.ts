// Keeps the site for times without a network: all files of one build, or none. The build replaces the two constants.
export {};

declare const self: ServiceWorkerGlobalScope;
/** Every file of the site by its path, with its hash. */
declare const FILES: Record<string, string>;
/** A hash of all of them. */
declare const VERSION: string;

const PREFIX = "fall-line ";
const CACHE = `${PREFIX}${VERSION}`;
const PAGE = "index.html";

/** A file that is not the one of this build, because a host is just being given another, makes the whole fail until the next visit. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  const fetchFile = async ([path, integrity]: [string, string]): Promise<void> => {
    const url = new URL(path, self.registration.scope);
    const response = await fetch(url, { cache: "no-cache", integrity });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    await cache.put(url, response);
  };
  try {
    await Promise.all(Object.entries(FILES).map(fetchFile));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** A page of this build gets all of its files from this build. */
async function answer(request: Request): Promise<Response> {
  const navigates = request.mode === "navigate";
  if (navigates && self.registration.waiting !== null && (await isLastPage())) {
    // Another build is there as a whole, and no other page needs this one: come again, to that one.
    self.registration.waiting.postMessage("take over");
    return new Response(null, { headers: { refresh: "0" } });
  }
  const { pathname, origin, search } = new URL(request.url);
  const scope = new URL(self.registration.scope);
  const asked = origin === scope.origin && pathname === scope.pathname ? new URL(PAGE, scope) : request.url;
  const cache = await caches.open(CACHE);
  const kept = await cache.match(asked, { ignoreSearch: navigates && search !== "" });
  return kept ?? fetch(request);
}

async function isLastPage(): Promise<boolean> {
  return (await self.clients.matchAll({ type: "window" })).length < 2;
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", ({ data }) => {
  if (data === "take over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});
