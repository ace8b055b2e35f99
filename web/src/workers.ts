// Starts workers that obey the page's content security policy.

/**
 * A worker made from an address of the site obeys the policy in that file's response headers, and on a host without
 * headers that is none. A worker made from a blob: address inherits the policy of the page, <meta> included
 * (HTML Standard, "initialize worker policy container"). So each worker starts as one line that imports its file.
 */
export function startWorker(address: string, name: string): Worker {
  const line = `import ${JSON.stringify(new URL(address, document.baseURI).href)};`;
  const start = URL.createObjectURL(new Blob([line], { type: 'text/javascript' }));
  return new Worker(start, { type: 'module', name });
}
