// Firefox, driven by Puppeteer over WebDriver BiDi.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { PuppeteerNode } from 'puppeteer-core';
import { project } from '../project';
import { NotInstalled } from './browser';
import type { Browser } from './browser';

const { default: puppeteer } = createRequire(join(project, 'web/package.json'))('puppeteer-core') as { default: PuppeteerNode };

const executablePath = process.env['DEEPCARS_FIREFOX'] ?? '/usr/bin/firefox-esr';

export async function startFirefox(): Promise<Browser> {
  if (!existsSync(executablePath)) throw new NotInstalled(`${executablePath} is missing: install firefox-esr`);
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  const page = await browser.newPage();
  return {
    open: async (address) => void (await page.goto(address)),
    evaluate: (work, ...values) => page.evaluate(work as (...all: unknown[]) => unknown, ...values) as never,
    close: () => browser.close(),
  };
}
