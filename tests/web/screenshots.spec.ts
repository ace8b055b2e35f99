// Pictures of the page for people to look at, in build/screenshots/.
import { resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { expectAnswer, openPage, project } from './support';

const screens = {
  desktop: { viewport: { width: 1440, height: 900 } },
  projector: { viewport: { width: 1920, height: 1080 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true },
};
/** A canvas of a single colour compresses to a few thousand bytes. */
const minBytes = 30_000;

for (const [name, options] of Object.entries(screens)) {
  test(`${name}: the canvas shows something`, async ({ browser }) => {
    const page = await browser.newPage(options);
    await openPage(page);
    await page.locator('.sample').nth(1).click();
    await expectAnswer(page, (await page.locator('.sample span').nth(1).textContent())!);
    await page.screenshot({ path: resolve(project, `build/screenshots/${name}.png`) });
    const canvas = await page.locator('#canvas').screenshot();
    expect(canvas.length).toBeGreaterThan(minBytes);
    await page.close();
  });
}
