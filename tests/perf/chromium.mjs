// Chromium for the benchmarks, started as the tests start it.
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { chromium } = createRequire(join(project, 'web/package.json'))('@playwright/test');
const usual = createRequire(import.meta.url)('../web/chromium.json');

const options = (args) => ({
  executablePath: process.env.DEEPCARS_CHROMIUM ?? usual.executablePath,
  args: [...usual.args, ...args],
});

/** A browser; args are added to its command line. */
export const launch = (args = []) => chromium.launch(options(args));

/** A browser whose profile is in the folder, as a visitor has one; returns its only context. */
export const launchWithProfile = (folder, args, more) =>
  chromium.launchPersistentContext(folder, { ...options(args), ...more });

/** A browser that can tell at once how much memory a page has; see pageMegabytes. */
export const launchToMeasureMemory = (args = []) => launch(['--enable-blink-features=ForceEagerMeasureMemory', ...args]);

/**
 * The memory of a page and its workers, in megabytes. The site must be isolated. Takes a minute where a thread waits for
 * work, which keeps it from answering Chromium; that thread's own heap, without the shared memory, is then left out.
 */
export const pageMegabytes = (page) =>
  page.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes / 1e6);
