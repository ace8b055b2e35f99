// What the browser tests share: where the page is, how to wait for it, and pictures to give it.
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { TestFile } from './drawn-car';

export { drawnCar } from './drawn-car';
export type { TestFile } from './drawn-car';
export { project } from './project';

/** DEEPCARS_TEST_PORT lets two copies of the project be tested side by side; the next port is taken too. */
export const isolatedPort = Number(process.env['DEEPCARS_TEST_PORT'] ?? 4173);
/** The same site without COOP, COEP or any other policy in headers. */
export const plainPort = isolatedPort + 1;
export const plainAddress = `http://127.0.0.1:${plainPort}/`;

/** Code that, run before an engine's, has the browser refuse it memory. */
export const refusesMemory =
  "WebAssembly.Memory = class { constructor() { throw new RangeError('could not allocate memory'); } };" +
  'WebAssembly.instantiate = () => new WebAssembly.Memory()';

/** What ?debug puts on the page (see main.ts). */
interface Debug {
  heatMap(): { values: Float32Array; isSigned: boolean } | undefined;
  /** The photo on show, as it is displayed. */
  photo(): { widthPx: number; heightPx: number; rgba: Uint8ClampedArray<ArrayBuffer> } | undefined;
  /** The part of the photo that is scored, and the part of the pictures that is on show, in shares of their sides. */
  crop(): { left: number; top: number; width: number; height: number };
  window(): { left: number; top: number; width: number; height: number };
  answer(): { logits: Float32Array; score: { modernity: number; expectedYear: number } } | undefined;
  /** With parts of the photo hidden, while some are. */
  hidden(): { veil: { rgba: Uint8ClampedArray } } | undefined;
  /** The test of the map by deletion and insertion; the first curves are its own. */
  curves(): { maps: { deletion: Float32Array; insertion: Float32Array }[] } | undefined;
  /** The map redrawn by random networks, by stage. */
  randomised(): { rankCorrelation: number | undefined }[] | undefined;
  engine(): string | undefined;
  threads(): number | undefined;
  /** Where the canvas has its controls, in CSS pixels from its upper left corner. */
  widgets(): { name: string; x: number; y: number; width: number; height: number }[];
}
declare global {
  interface Window {
    deepcarsDebug: Debug;
  }
}

export async function expectState(page: Page, state: 'ready' | 'error'): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-state', state);
}

/**
 * Opens the page with the engine of this name, or the one it picks, and waits until the model is there. Photos are
 * explained by a method of one pass unless another is named.
 */
export async function openPage(page: Page, address = './', engine?: string, method = 'gradient'): Promise<void> {
  const query = engine === undefined ? '?debug' : `?debug&engine=${engine}`;
  await page.goto(new URL(query, new URL(address, `http://127.0.0.1:${isolatedPort}/`)).href);
  await page.selectOption('#method', method);
  await expectState(page, 'ready');
}

/** The pages that are opened from now on get no WebGL 2 from the browser. */
export async function withoutWebGl(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind === 'webgl2' ? null : Reflect.apply(original, this, [kind, ...rest]);
    } as typeof original;
  });
}

/** Waits until the answer for a photo of this name, and its heat map, are shown. */
export async function expectAnswer(page: Page, name: string): Promise<void> {
  await expect(page.getByTestId('photo-name')).toHaveText(name);
  await expectState(page, 'ready');
}

export async function givePhoto(page: Page, file: TestFile): Promise<void> {
  await page.setInputFiles('#photo-file', file);
  await expectAnswer(page, file.name);
}

/** Opens all that can be opened and is on show. */
export async function openDetails(page: Page): Promise<void> {
  for (const summary of await page.locator('summary').filter({ visible: true }).all()) await summary.click();
}

/** Drops a file on the page, as the browser reports a drop. */
export async function dropFile(page: Page, file: TestFile): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([name, type, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      return data;
    },
    [file.name, file.mimeType, [...file.buffer]] as const,
  );
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** Where the canvas has one of its controls, in CSS pixels from its upper left corner. */
export async function widget(page: Page, name: string) {
  const all = () => page.evaluate(() => window.deepcarsDebug.widgets());
  await expect.poll(async () => (await all()).map((one) => one.name)).toContain(name);
  return (await all()).find((one) => one.name === name)!;
}

/** The mouse goes over a picture of the canvas, from one place to another given as shares of its sides. */
export async function drag(page: Page, picture: string, [fromX, fromY]: [number, number], [toX, toY]: [number, number]) {
  const { x, y, width, height } = await widget(page, picture);
  const canvas = page.locator('#canvas');
  await canvas.scrollIntoViewIfNeeded();
  const { x: left, y: top } = (await canvas.boundingBox())!;
  await page.mouse.move(left + x + fromX * width, top + y + fromY * height);
  await page.mouse.down();
  await page.mouse.move(left + x + toX * width, top + y + toY * height, { steps: 12 });
  await page.mouse.up();
}

/** The share of the photo that is hidden. */
export const hiddenShare = (page: Page) =>
  page.evaluate(() => {
    const veil = window.deepcarsDebug.hidden()?.veil;
    if (!veil) return 0;
    let sum = 0;
    for (let i = 3; i < veil.rgba.length; i += 4) sum += veil.rgba[i]!;
    return sum / 255 / (veil.rgba.length / 4);
  });

/** The table's probabilities, oldest bucket first. */
export async function probabilities(page: Page): Promise<number[]> {
  const cells = page.getByTestId('probabilities').locator('td');
  return cells.evaluateAll((all) => all.map((cell) => Number((cell as HTMLElement).dataset['value'])));
}

export async function heatMap(page: Page): Promise<number[]> {
  return page.evaluate(() => Array.from(window.deepcarsDebug.heatMap()!.values));
}

export function largestDifference(a: number[], b: number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

/** The place of each value in ascending order; equal values share the mean of their places. */
function ranks(values: number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const places = new Array<number>(values.length);
  for (let first = 0, end = 0; first < order.length; first = end) {
    while (end < order.length && values[order[end]!] === values[order[first]!]) ++end;
    for (const i of order.slice(first, end)) places[i] = (first + end - 1) / 2;
  }
  return places;
}

/** Spearman's rank correlation. */
export function rankCorrelation(a: number[], b: number[]): number {
  expect(a.length).toBe(b.length);
  const middle = (a.length - 1) / 2;
  const [x, y] = [a, b].map((values) => ranks(values).map((place) => place - middle)) as [number[], number[]];
  const product = (u: number[], v: number[]) => u.reduce((sum, value, i) => sum + value * v[i]!, 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}
