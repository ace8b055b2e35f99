// The site's model as the engine takes it, kept by the browser from one visit to the next (Cache Storage). Reading it
// there takes a fifth of the time of fetching and expanding it, even from the HTTP cache.

const cacheName = 'deepcars-model';

/** What keepModel has kept for this address; null if there is nothing, or if this page may keep nothing. */
export async function keptModel(address: string): Promise<ArrayBuffer | null> {
  try {
    const kept = await (await caches.open(cacheName)).match(address);
    return kept ? await kept.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/** Keeps the model of this address and no other. The address changes with the content. */
export async function keepModel(address: string, file: ArrayBuffer): Promise<void> {
  try {
    await caches.delete(cacheName);
    await (await caches.open(cacheName)).put(address, new Response(file));
  } catch {
    // Without HTTPS, in a private window or with a full disk the next visit downloads the model again.
  }
}
