// A web server that behaves as a static host does and counts what it sends. CommonJS, so that the benchmarks' modules and
// the browser tests can both load it.
const { readFileSync, statSync } = require('node:fs');
const { createServer } = require('node:http');
const { extname, join } = require('node:path');
const { gzipSync } = require('node:zlib');

/**
 * The content types that a host with a full table sends.
 * @type {Record<string, string>}
 */
const contentTypes = {
  '.css': 'text/css', '.html': 'text/html', '.jpg': 'image/jpeg', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.json': 'application/json', '.otf': 'font/otf', '.png': 'image/png', '.svg': 'image/svg+xml', '.wasm': 'application/wasm',
};
const unknownType = 'application/octet-stream';
/** What hosts compress; weights go out as they are. */
const compressed = new Set(Object.values(contentTypes).filter((type) => !/jpeg|png/.test(type)));
/** A file that no release changes: its name has a hash. */
const isHashed = (path) => /\/(assets|engine|model|ort|ui)\/.*-[\w-]{8,}\./.test(path) || path.includes('?v=');

/** The headers for every file in a _headers file, which some hosts read: those of its first rule. */
function headersOf(text) {
  const [, ...lines] = text.split('\n/')[0].trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.trim().split(/: (.*)/, 2)));
}

/** The file of a path in the first of the folders that has it. */
function find(folders, path) {
  for (const folder of folders) {
    const file = join(folder, path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
  }
  return undefined;
}

/** What is sent for a file. */
function prepare(file, types) {
  const type = types[extname(file)] ?? unknownType;
  const zipped = compressed.has(type);
  const body = zipped ? gzipSync(readFileSync(file)) : readFileSync(file);
  const headers = { 'Content-Type': type, 'Content-Length': body.length, ETag: `"${statSync(file).mtimeMs}-${body.length}"` };
  return { body, headers: zipped ? { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : headers };
}

/**
 * Serves what is in the folders, the first of them first.
 *   headersText  the text of a _headers file; without it no header is sent that a host does not send by itself
 *   types        content types by file name extension; other files are application/octet-stream
 *   base         the path below which the site lies: "/" or one like "/a name/"
 *   port         0 for a free one
 * Files with a hash in their names may be kept for ever; others are asked for again and answered by 304 if they are the
 * same. sent lists the bytes on the wire of every answer, headers included, as {path, bytes}.
 */
async function serve(folders, { headersText = '', types = contentTypes, base = '/', port = 0 } = {}) {
  let places = [folders].flat();
  const everywhere = headersOf(headersText);
  const files = new Map();
  const sent = [];
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const path = asked.replace(base, '/').replace(/\/$/, '/index.html');
    const before = request.socket.bytesWritten;
    response.on('finish', () => sent.push({ path, bytes: request.socket.bytesWritten - before }));
    const file = asked.startsWith(base) ? find(places, path) : undefined;
    if (!file) {
      response.writeHead(404, { 'Content-Type': 'text/html' }).end('<p>There is no such file.</p>');
      return;
    }
    if (!files.has(file)) files.set(file, prepare(file, types));
    const { body, headers } = files.get(file);
    const caching = isHashed(request.url) ? 'public, max-age=31536000, immutable' : 'no-cache';
    const same = request.headers['if-none-match'] === headers.ETag;
    response.writeHead(same ? 304 : 200, { ...everywhere, ...headers, 'Cache-Control': caching });
    response.end(same ? undefined : body);
  });
  await new Promise((ready, fail) => server.on('error', fail).listen(port, '127.0.0.1', ready));
  return {
    address: `http://127.0.0.1:${server.address().port}${encodeURI(base)}`,
    port: server.address().port,
    sent,
    /** From now on another folder is the site. */
    deploy(folder) {
      places = [folder];
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

module.exports = { serve, contentTypes };
