// The page's promise, as rules that the browser enforces. index.html carries the policy as a <meta>; servers send the
// same as headers.

/** No connection but to the page's own host; no script but the site's own files; no eval. */
const directives = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'connect-src': "'self'",
  // Workers start from a blob: address, because only then do they inherit this policy on every host (see workers.ts).
  'worker-src': "'self' blob:",
  'base-uri': "'none'",
  'form-action': "'none'",
};

export const policy = Object.entries(directives)
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

/** frame-ancestors counts only in a header. */
const policyHeader = { 'Content-Security-Policy': `${policy}; frame-ancestors 'none'` };

/** With these two the browser lets the engine use threads. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const otherHeaders = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
};

export const headers: Record<string, string> = { ...policyHeader, ...isolationHeaders, ...otherHeaders };

/** Where every name has a hash of the file in it, so that no file behind it ever changes. */
export const hashedFolders = ['assets', 'engine', 'model', 'ort'];
const forEver = '  Cache-Control: public, max-age=31536000, immutable\n';

/** The _headers file that several static hosts read. */
export const headersFile =
  '/*\n' +
  Object.entries(headers)
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join('') +
  hashedFolders.map((folder) => `/${folder}/*\n${forEver}`).join('');
