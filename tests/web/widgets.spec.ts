// The canvas's controls beside those of the page: nothing is on the canvas alone, and a finger can hit everything.
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { drawnCar, expectState, givePhoto, openDetails, openPage, widget } from './support';

const car = drawnCar('car.png', 0.8);

/** The page's control that does what a widget of the canvas does. A widget of a new kind needs one, and a line here. */
function controlFor(page: Page, name: string): Locator {
  const [kind, ...rest] = name.split(':') as [string, ...string[]];
  const entry = rest.join(':');
  const option = (list: string, value: string) => page.locator(`#${list} option[value="${value}"]`);
  if (['method', 'target'].includes(kind)) return entry ? option(kind, entry) : page.locator(`#${kind}`);
  if (kind === 'opacity') return page.locator('#opacity');
  // A person draws on the photo; the panel below it hides the same by tiles.
  if (kind === 'picture') return page.locator('#hiding');
  if (kind === 'class') return option('target', name);
  throw new Error(`the canvas has "${name}", which the page's HTML has not`);
}

const names = (page: Page) => page.evaluate(() => window.deepcarsDebug.widgets().map(({ name }) => name));

async function press(page: Page, name: string): Promise<void> {
  const { x, y, width, height } = await widget(page, name);
  await page.locator('#canvas').click({ position: { x: x + width / 2, y: y + height / 2 } });
}

/** Opens one of the canvas's lists, and waits until its entries lie where they stay. */
async function openList(page: Page, list: string): Promise<void> {
  await press(page, list);
  await expect.poll(() => names(page)).toContainEqual(expect.stringMatching(new RegExp(`^${list}:`)));
}

async function closeList(page: Page, list: string): Promise<void> {
  await page.locator('#canvas').press('Escape');
  await expect.poll(() => names(page)).not.toContainEqual(expect.stringMatching(new RegExp(`^${list}:`)));
}

test('every control of the canvas has one in the page that does the same', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  const all = new Set(await names(page));
  for (const list of ['method', 'target']) {
    await openList(page, list);
    for (const name of await names(page)) all.add(name);
    await closeList(page, list);
  }
  for (const kind of ['method', 'method:gradient', 'target', 'target:expected-year', 'opacity', 'class:3']) {
    expect(all).toContain(kind);
  }
  for (const name of all) {
    const control = controlFor(page, name);
    await expect(control, name).toHaveCount(1);
    await expect(control, name).toBeEnabled();
  }
});

test('a choice on the canvas is that of its control in the page', async ({ page }) => {
  await openPage(page);
  await givePhoto(page, car);
  await press(page, 'class:3');
  await expect(page.locator('#target')).toHaveValue('class:3');
  await expectState(page, 'ready');
  await openList(page, 'target');
  await press(page, 'target:expected-year');
  await expect(page.locator('#target')).toHaveValue('expected-year');
  await expectState(page, 'ready');
  await openList(page, 'method');
  await press(page, 'method:signed-gradient');
  await expect(page.locator('#method')).toHaveValue('signed-gradient');
  const { x, y, width, height } = await widget(page, 'opacity');
  await page.locator('#canvas').click({ position: { x: x + width * 0.9, y: y + height / 2 } });
  await expect.poll(async () => Number(await page.locator('#opacity').inputValue())).toBeGreaterThan(80);
});

/** What a finger or a mouse aims at in the page and is smaller than `least` CSS pixels, with its size. */
const smallControls = (page: Page, least: number) =>
  page.evaluate((limit) => {
    const controls = [...document.querySelectorAll<HTMLElement>('button, a, select, input, summary, label.button')];
    // The field behind the button that chooses a photo is a pixel large; its label is what is aimed at.
    const aimedAt = controls.filter((one) => one.checkVisibility() && !one.matches('.unseen'));
    // The link that skips to the answer is there only while it has the focus.
    document.querySelector<HTMLElement>('.skip')!.focus();
    return aimedAt
      .map((one) => ({ one, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width < limit || box.height < limit)
      .map(({ one, box }) => `${one.id || one.className || one.textContent}: ${box.width} x ${box.height}`);
  }, least);

/**
 * The same on the canvas. A column of the chart is as wide as the years leave it. Its years are in the list of targets
 * as well, on the canvas and in the page, which is what WCAG 2.2 asks for then (2.5.8, "equivalent").
 */
const smallWidgets = (page: Page, least: number) =>
  page.evaluate(
    (limit) =>
      window.deepcarsDebug
        .widgets()
        .filter(({ name, width, height }) => height < limit || (width < limit && !name.startsWith('class:')))
        .map(({ name, width, height }) => `${name}: ${width} x ${height}`),
    least,
  );

for (const { pointer, least, options } of [
  { pointer: 'a finger', least: 44, options: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } },
  { pointer: 'a mouse', least: 24, options: { viewport: { width: 1280, height: 900 } } },
]) {
  test(`everything that ${pointer} aims at is at least ${least} pixels high and wide`, async ({ browser }) => {
    const page = await browser.newPage(options);
    await openPage(page);
    await givePhoto(page, car);
    await page.getByRole('button', { name: 'Keep this car to compare' }).click();
    await openDetails(page);
    expect(await smallControls(page, least)).toEqual([]);
    expect(await smallWidgets(page, least)).toEqual([]);
    for (const list of ['method', 'target']) {
      await openList(page, list);
      expect(await smallWidgets(page, least)).toEqual([]);
      await closeList(page, list);
    }
    await page.getByRole('button', { name: 'Keys' }).click();
    expect(await smallControls(page, least)).toEqual([]);
    await page.close();
  });
}
