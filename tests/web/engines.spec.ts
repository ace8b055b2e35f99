// The page picks the fastest engine that the browser can run, or the one that its address asks for.
import { availableParallelism } from 'node:os';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { drawnCar, expectAnswer, expectState, openPage, plainAddress, refusesMemory } from './support';

const engine = (page: Page) => page.evaluate(() => window.deepcarsDebug.engine());

/** Makes the browser refuse modules with relaxed SIMD: opcodes 0x100 to 0x113, written as 0xfd, 0x80 .. 0x93, 0x02. */
function withoutRelaxedSimd(): void {
  const { validate } = WebAssembly;
  WebAssembly.validate = (bytes) => {
    const code = new Uint8Array(bytes as Uint8Array<ArrayBuffer>);
    const relaxed = code.some((byte, i) => byte === 0xfd && code[i + 1]! >= 0x80 && code[i + 1]! <= 0x93 && code[i + 2] === 2);
    return !relaxed && validate(bytes);
  };
}

const oneThread = { fastest: 'relaxed', plainer: 'simd' };
const threads = { fastest: 'relaxed-threads', plainer: 'threads' };

for (const { host, address, fastest, plainer } of [
  { host: 'a host that isolates the page', address: './', ...(availableParallelism() > 1 ? threads : oneThread) },
  { host: 'any other host', address: plainAddress, ...oneThread },
]) {
  test(`from ${host} the page runs the engine ${fastest}, and says so`, async ({ page }) => {
    await openPage(page, address);
    expect(await engine(page)).toBe(fastest);
    await expect(page.getByTestId('status')).toContainText(`(engine: ${fastest})`);
  });

  test(`without relaxed SIMD, from ${host}, it runs the engine ${plainer}`, async ({ page }) => {
    await page.addInitScript(withoutRelaxedSimd);
    await openPage(page, address);
    expect(await engine(page)).toBe(plainer);
  });
}

test('an engine that does not exist is refused in one sentence', async ({ page }) => {
  await page.goto('?engine=steam');
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveText(
    'There is no engine "steam": choose one of relaxed-threads, threads, relaxed, simd, or leave ?engine= out of the address.',
  );
});

test('an engine that the browser cannot run is refused in words', async ({ page }) => {
  await page.goto(`${plainAddress}?engine=threads`);
  await expectState(page, 'error');
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'engine_unavailable');
});

/** These engines run after the given code. */
async function runFirst(code: string, page: Page, variants: string[]): Promise<void> {
  for (const variant of variants)
    await page.route(new RegExp(`/engine/engine-${variant}-[0-9a-f]{12}\\.js$`), async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${code};${await response.text()}` });
    });
}

/** The browser refuses the memory of these engines, as phones do with memory that threads share. */
const refuseMemory = (page: Page, variants: string[]) => runFirst(refusesMemory, page, variants);

const all = ['relaxed-threads', 'threads', 'relaxed', 'simd'];

for (const [refused, runs] of [
  [1, 'threads'],
  [2, 'relaxed'],
  [3, 'simd'],
] as const) {
  test(`where memory is refused to ${all.slice(0, refused).join(' and ')}, the engine is ${runs}`, async ({ page }) => {
    test.skip(availableParallelism() === 1, 'no threads on one core');
    await refuseMemory(page, all.slice(0, refused));
    await openPage(page);
    expect(await engine(page)).toBe(runs);
    await expect(page.getByTestId('notice')).toContainText('a plainer one computes');
  });
}

for (const [fault, thread] of [
  ['does not return', 'constructor() { for (;;); }'],
  ['never runs', 'postMessage() {}'],
] as const)
  test(`where the start of a thread ${fault}, an engine without threads computes`, async ({ page }) => {
    test.skip(availableParallelism() === 1, 'no threads on one core');
    await runFirst(`self.Worker = class { ${thread} }`, page, all.slice(0, 2));
    await openPage(page);
    expect(await engine(page)).toBe('relaxed');
    await expect(page.getByTestId('notice')).toContainText('a plainer one computes');
  });

test('where no engine gets memory, the photo chosen then is scored as soon as one does', async ({ page }) => {
  await refuseMemory(page, all);
  await page.goto('?debug');
  await page.selectOption('#method', 'gradient');
  await expectState(page, 'error');
  const car = drawnCar('waiting.png', 0.6);
  await page.setInputFiles('#photo-file', car);
  await expect(page.getByTestId('error')).toHaveAttribute('data-code', 'engine_broken');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.unrouteAll();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expectAnswer(page, car.name);
});
