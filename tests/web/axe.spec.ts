// axe, with the rules of WCAG 2.0, 2.1 and 2.2 at levels A and AA: no violation in any theme, on any screen, at any
// moment.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { drawnCar, givePhoto, isolatedPort, openDetails, openPage } from './support';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const themes: Record<string, BrowserContextOptions> = {
  dark: { colorScheme: 'dark' },
  light: { colorScheme: 'light' },
  'high contrast': { contrast: 'more' },
  'forced colours': { forcedColors: 'active' },
};

const screens: Record<string, BrowserContextOptions> = {
  'on a desktop': { viewport: { width: 1280, height: 900 } },
  '320 pixels wide': { viewport: { width: 320, height: 700 }, isMobile: true, hasTouch: true },
  // 1280 x 1024 at 400 %.
  'at a zoom of 400 %': { viewport: { width: 320, height: 256 }, deviceScaleFactor: 4 },
};

async function expectNoViolation(page: Page, moment: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  expect(found, moment).toEqual([]);
  const [content, visible] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const);
  expect(content, `${moment}: nothing is wider than the screen`).toBeLessThanOrEqual(visible);
  expect(visible, `${moment}: the page is not zoomed out`).toBe(page.viewportSize()!.width);
}

for (const [screen, size] of Object.entries(screens)) {
  for (const [theme, media] of Object.entries(themes)) {
    test(`${theme}, ${screen}`, async ({ browser }) => {
      const context = await browser.newContext({ ...size, ...media });
      const page = await context.newPage();
      await openPage(page);
      await expectNoViolation(page, 'before a photo');
      await givePhoto(page, drawnCar('car.png', 0.8));
      await page.getByRole('button', { name: 'Keep this car to compare' }).click();
      await page.getByRole('button', { name: 'Open the lesson' }).click();
      await page.getByRole('button', { name: 'Stamp the ring' }).click();
      await openDetails(page);
      await expectNoViolation(page, 'after a photo');
      await page.getByRole('button', { name: 'Keys' }).click();
      await expectNoViolation(page, 'with the sheet of keys');
      await context.close();
    });
  }
}

for (const [theme, media] of Object.entries(themes)) {
  test(`${theme}: the pages of text, 320 pixels wide`, async ({ browser }) => {
    const context = await browser.newContext({ ...screens['320 pixels wide'], ...media });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${isolatedPort}/card.html`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('model card');
    await expectNoViolation(page, 'the card');
    await page.goto(`http://127.0.0.1:${isolatedPort}/`);
    await page.getByRole('link', { name: 'Licences' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Licences');
    await expectNoViolation(page, 'the licences');
    await context.close();
  });
}
