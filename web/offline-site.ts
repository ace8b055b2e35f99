// The last step of a build: the service worker, which has the list of the site's other files that it keeps.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { buildSync } from 'esbuild';
import type { Plugin } from 'vite';
import { isolationHeaders } from './security';

const fileName = 'service-worker.js';

/**
 * Not kept: what the page keeps by itself (kept-files.ts), what is fetched only on request and is large, and what a host
 * reads.
 */
const left = /^(model|ort)\/|^_headers$|^service-worker\.js$/;
/** Files whose names change with their contents. */
const isHashed = (path: string): boolean => /^(assets|engine|ui)\/.*-[\w-]{8,12}\.\w+$/.test(path);

function keptFiles(site: string): { url: string; revision: string | null }[] {
  return readdirSync(site, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(entry.parentPath ?? entry.path, entry.name)))
    .filter((path) => !left.test(path))
    .sort()
    .map((path) => ({
      url: path.split('/').map(encodeURIComponent).join('/'),
      revision: isHashed(path) ? null : createHash('sha256').update(readFileSync(join(site, path))).digest('hex').slice(0, 12),
    }));
}

/** Must be the last plugin: the others' files are there by then. */
export function offlineSite(): Plugin {
  return {
    name: 'deepcars-offline-site',
    apply: 'build',
    writeBundle: {
      sequential: true,
      order: 'post',
      handler({ dir }) {
        const { outputFiles } = buildSync({
          entryPoints: [join(import.meta.dirname, 'src/service-worker.ts')],
          bundle: true,
          minify: true,
          write: false,
          format: 'iife',
          target: 'es2020',
          define: {
            KEPT_FILES: JSON.stringify(keptFiles(dir!)),
            ISOLATION_HEADERS: JSON.stringify(isolationHeaders),
            'process.env.NODE_ENV': '"production"',
          },
        });
        writeFileSync(join(dir!, fileName), outputFiles[0]!.text);
      },
    },
  };
}
