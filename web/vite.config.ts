import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';
import { siteFiles } from './gather-site-files';
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

// DEEPCARS_ISOLATED=0 serves without COOP and COEP, as many static hosts do: the engine then runs without threads.
const plain = { 'X-Content-Type-Options': 'nosniff' };
const served = process.env.DEEPCARS_ISOLATED === '0' ? plain : headers;

export default defineConfig({
  base: './',
  plugins: [siteFiles(), pages(), words(), security()],
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
