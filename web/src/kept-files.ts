// The site's model, its neighbours and the model that cheats as the engine takes them, kept by the browser from one
// visit to the next (Cache Storage). Reading the model there takes a fifth of the time of fetching and expanding it, even
// from the HTTP cache.

export type KeptKind = 'model' | 'neighbours' | 'cheat';

const cacheName = (kind: KeptKind) => `deepcars-${kind}`;

/** What keepFile has kept for this address; null if there is nothing, or if this page may keep nothing. */
export async function keptFile(kind: KeptKind, address: string): Promise<ArrayBuffer | null> {
  try {
    const kept = await (await caches.open(cacheName(kind))).match(address);
    return kept ? await kept.arrayBuffer() : null;
  } catch {
    return null;
  }
}

/** The folder of a file, which tells two sites on one host apart. */
const folderOf = (address: string) => new URL('.', address).href;

/** Keeps the file of this address and no other of its kind from this site. The address changes with the content. */
export async function keepFile(kind: KeptKind, address: string, file: ArrayBuffer): Promise<void> {
  try {
    const cache = await caches.open(cacheName(kind));
    for (const older of await cache.keys())
      if (folderOf(older.url) === folderOf(address)) await cache.delete(older);
    await cache.put(address, new Response(file));
  } catch {
    // Without HTTPS, in a private window or with a full disk the next visit downloads the file again.
  }
}
