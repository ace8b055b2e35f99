// Keeps the whole page for visits without a network (Workbox), one release at a time: a page gets all its files from the
// release that it belongs to. From hosts that send no headers for cross-origin isolation, it adds these to the files that it
// keeps, so that the engine may use threads from the second visit on. It sends nothing anywhere: on hosts without headers
// no content security policy would stop it.
import { addPlugins, cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';

declare const self: ServiceWorkerGlobalScope;
/** Both from offline-site.ts, which builds this file. */
declare const KEPT_FILES: { url: string; revision: string | null }[];
declare const ISOLATION_HEADERS: Record<string, string>;

function isolated(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION_HEADERS)) headers.set(name, value);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

addPlugins([{ handlerWillRespond: async ({ response }) => isolated(response) }]);
cleanupOutdatedCaches();
// The page's own parameters (?debug, ?engine=) change nothing; ?fresh asks for what the host has now.
precacheAndRoute(KEPT_FILES, { ignoreURLParametersMatching: [/^(?!fresh$)/] });

// A newer release waits until no page of the older one is open, or until a person wants it.
self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting();
});
