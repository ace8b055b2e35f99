import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { siteFiles } from './gather-site-files';
import { offlineSite } from './offline-site';
import { pageFiles, pages } from './pages';
import { headers, headersFile, policy } from './security';
import { words } from './words';

/** The policy inside the page itself, for hosts that send no headers; and a file for hosts that can be told to. */
function security(): Plugin {
  return {
    name: 'deepcars-security',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
    ],
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: '_headers', source: headersFile });
    },
  };
}

/** The plain script that runs before the program (src/start.ts). Its name has no hash: an older page must find it, too. */
function startScript(): Plugin {
  const fileName = 'start.js';
  return {
    name: 'deepcars-start-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html
          // Style sheets of the page's own site need no permission from it, and from a disk none would come.
          .replaceAll(/(<link rel="stylesheet"[^>]*?) crossorigin/g, '$1')
          .replace('<script type="module"', `<script src="./${fileName}" defer></script>\n    $&`),
    },
    generateBundle() {
      const { outputFiles } = buildSync({
        entryPoints: [resolve(import.meta.dirname, 'src/start.ts')],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: 'es2017',
      });
      this.emitFile({ type: 'asset', fileName, source: outputFiles[0]!.text });
    },
  };
}

// DEEPCARS_ISOLATED=0 serves without COOP and COEP, as many static hosts do: the engine then runs without threads.
const plain = { 'X-Content-Type-Options': 'nosniff' };
const served = process.env.DEEPCARS_ISOLATED === '0' ? plain : headers;

export default defineConfig({
  base: './',
  plugins: [siteFiles(), pages(), words(), startScript(), security(), offlineSite()],
  build: {
    outDir: process.env.DEEPCARS_SITE ?? resolve(import.meta.dirname, '../build/site'),
    emptyOutDir: true,
    rollupOptions: { input: pageFiles() },
    // gather-site-files.ts copies what the site lists.
    copyPublicDir: false,
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  worker: { format: 'es' },
  // Vite's own client needs inline styles and a web socket while developing, so the policy is for the built page.
  server: { headers: { ...headers, 'Content-Security-Policy': '' } },
  preview: { headers: served, strictPort: true },
});
