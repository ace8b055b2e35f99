// A web server that behaves as a static host does and counts what it sends.
import { readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const contentTypes = {
  '.css': 'text/css', '.html': 'text/html', '.jpg': 'image/jpeg', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.otf': 'font/otf', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};
/** What hosts compress; weights go out as application/octet-stream, as they are. */
const compressed = new Set(['text/css', 'text/html', 'text/javascript', 'font/otf', 'image/svg+xml', 'application/wasm']);
/** An address that changes with its content: what Vite names, or a version in the query. */
const isHashed = (address) => address.startsWith('/assets/') || address.includes('?v=');

/** The headers for every file in a _headers file, which some hosts read: those of its first rule. */
function headersOf(text) {
  const [, ...lines] = text.split('\n/')[0].trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/, 2)));
}

/** What is sent for a file, made once. */
function prepare(path) {
  const type = contentTypes[extname(path)] ?? 'application/octet-stream';
  const zipped = compressed.has(type);
  const body = zipped ? gzipSync(readFileSync(path)) : readFileSync(path);
  const headers = { 'Content-Type': type, 'Content-Length': body.length, ETag: `"${statSync(path).mtimeMs}-${body.length}"` };
  return { body, headers: zipped ? { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : headers };
}

/**
 * Serves a folder with the headers that a _headers text gives. Files with a hash in their address may be kept for
 * ever; others are asked for again and answered by 304 if they are the same. sent lists the bytes on the wire of every
 * answer, headers included, as {path, bytes}.
 */
export async function serve(folder, headersText) {
  const everywhere = headersOf(headersText);
  const files = new Map();
  const sent = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://host').pathname.replace(/\/$/, '/index.html');
    const before = request.socket.bytesWritten;
    response.on('finish', () => sent.push({ path, bytes: request.socket.bytesWritten - before }));
    try {
      if (!files.has(path)) files.set(path, prepare(join(folder, path)));
    } catch {
      response.writeHead(404).end();
      return;
    }
    const { body, headers } = files.get(path);
    const caching = isHashed(request.url) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const same = request.headers['if-none-match'] === headers.ETag;
    response.writeHead(same ? 304 : 200, { ...everywhere, ...headers, 'Cache-Control': caching });
    response.end(same ? undefined : body);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  return { address: `http://127.0.0.1:${server.address().port}/`, sent, close: () => server.close() };
}
