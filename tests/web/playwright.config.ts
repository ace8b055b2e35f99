// The page in a real Chromium. Run with `npm run test:browser` in web/, after the site has been built.
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import chromium from './chromium.json';
import { isolatedPort, plainPort, project } from './support';

const results = resolve(project, 'build/test-results');

const serve = (port: number, isolated: string) => ({
  command: `npm run --silent preview -- --host 127.0.0.1 --port ${port}`,
  cwd: resolve(project, 'web'),
  env: { DEEPCARS_ISOLATED: isolated },
  url: `http://127.0.0.1:${port}/`,
  reuseExistingServer: false,
});

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: resolve(results, 'browser'),
  // Each page computes with all the cores that it gets.
  workers: 1,
  // A software renderer and a network of 18 layers on a machine that builds something else meanwhile.
  timeout: 120_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: resolve(results, 'browser.json') }]],
  use: {
    // A control that cannot be used is told at once, not when the test's time is up.
    actionTimeout: 30_000,
    baseURL: `http://127.0.0.1:${isolatedPort}/`,
    viewport: { width: 1280, height: 900 },
    // Tests give the page other files than the host's; a service worker would get these past them.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env['DEEPCARS_CHROMIUM'] ?? chromium.executablePath,
      args: [
        ...chromium.args,
        // Three cameras that show a moving pattern, and a person who allows them.
        '--use-fake-device-for-media-stream=device-count=3',
        '--use-fake-ui-for-media-stream',
      ],
    },
  },
  webServer: [serve(isolatedPort, '1'), serve(plainPort, '0')],
});
