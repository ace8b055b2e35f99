// One visit to the page, the same in every browser: load, a sample, a photo, every method, a model of one's own, what goes
// wrong in words, and all of it again without a network.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../static_host.cjs';
import { drawnCar } from '../drawn-car';
import { project } from '../project';
import { renamedModel } from '../weight-files';
import { NotInstalled } from './browser';
import type { Browser } from './browser';

const site = process.env['DEEPCARS_SITE'] ?? join(project, 'build/site');
const patienceMs = 60_000;
const percentage = /^\d+\.\d %$/;

/** What the page shows of itself. */
interface Shown {
  state: string | undefined;
  error: string;
  photo: string;
  percent: string;
  model: string;
  engine: string | undefined;
  /** How many values of the map are not numbers, and how many differ from the first. */
  map: { broken: number; different: number; id: string } | undefined;
}

function look(): Shown {
  const text = (id: string) => document.getElementById(id)!.textContent!.trim();
  const debug = (window as unknown as { deepcarsDebug?: { heatMap(): { values: Float32Array } | undefined; engine(): string } }).deepcarsDebug;
  const values = debug?.heatMap()?.values;
  return {
    state: document.documentElement.dataset['state'],
    error: text('error'),
    photo: text('photo-name'),
    percent: text('modernity-percent'),
    model: text('model-name'),
    engine: debug?.engine(),
    map: values && {
      broken: values.filter((value) => !Number.isFinite(value)).length,
      different: values.filter((value) => value !== values[0]).length,
      id: text('legend'),
    },
  };
}

/** A person chooses a file by a file button; the page's own host has it. */
async function chooseFile(button: string, name: string): Promise<void> {
  const bytes = await (await fetch(`./given/${name}`)).arrayBuffer();
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name));
  const input = document.querySelector<HTMLInputElement>(button)!;
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
}

/** Chooses a method; resolves when its map, or the first step of it, is there. */
async function explainBy(method: string, timeoutMs: number): Promise<void> {
  const list = document.querySelector<HTMLSelectElement>('#method')!;
  const debug = (window as unknown as { deepcarsDebug: { heatMap(): unknown } }).deepcarsDebug;
  const previous = debug.heatMap();
  if (list.value === method) return;
  list.value = method;
  list.dispatchEvent(new Event('input', { bubbles: true }));
  const end = performance.now() + timeoutMs;
  while (debug.heatMap() === previous) {
    if (performance.now() > end) throw new Error(`no map by ${method}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** The tests of one browser; start rejects with NotInstalled where there is none. */
export function visit(name: string, start: () => Promise<Browser>): void {
  describe(name, () => {
    const folder = mkdtempSync(join(tmpdir(), 'deepcars-given-'));
    let host: Awaited<ReturnType<typeof serve>>;
    let browser: Browser | undefined;
    let reason = '';

    const shown = async (what: string, isRight: (page: Shown) => boolean): Promise<Shown> => {
      for (const end = Date.now() + patienceMs; ; ) {
        const page = await browser!.evaluate(look);
        if (isRight(page)) return page;
        if (Date.now() > end) throw new Error(`${what}: not within ${patienceMs} ms, but ${JSON.stringify(page)}`);
        await new Promise((done) => setTimeout(done, 100));
      }
    };
    const answered = (photo: string) => shown(photo, (page) => page.state === 'ready' && page.photo === photo);
    const open = async () => {
      await browser!.open(`${host.address}?debug`);
      // One pass is enough for most of the visit.
      await browser!.evaluate(() => {
        const list = document.querySelector<HTMLSelectElement>('#method')!;
        list.value = 'gradient';
        list.dispatchEvent(new Event('input', { bubbles: true }));
      });
      return shown('the start', (page) => page.state === 'ready');
    };
    const step = (what: string, work: () => Promise<void>) =>
      test(what, async (context) => (browser ? work() : context.skip(reason)));

    before(async () => {
      const given = join(folder, 'given');
      mkdirSync(given);
      writeFileSync(join(given, 'car.png'), drawnCar('car.png', 0.4).buffer);
      writeFileSync(join(given, 'letter.txt'), 'Dear car, how old are you?');
      writeFileSync(join(given, 'mine.safetensors'), renamedModel('deepcars-resnet18.safetensors', 'my-cars'));
      host = await serve([site, folder]);
      browser = await start().catch((error: unknown) => {
        if (!(error instanceof NotInstalled)) throw error;
        reason = error.message;
        return undefined;
      });
    });
    after(async () => {
      await browser?.close();
      host.close();
      rmSync(folder, { recursive: true });
    });

    step('the page starts an engine', async () => {
      const { engine, model } = await open();
      assert.match(engine!, /^(relaxed|simd)/);
      assert.equal(model, 'deepcars-resnet18');
    });

    step('a sample is scored', async () => {
      await browser!.evaluate(() => document.querySelector<HTMLButtonElement>('.sample')!.click());
      const { percent } = await shown('the sample', (page) => page.state === 'ready' && page.photo !== '');
      assert.match(percent, percentage);
    });

    step("a person's photo is scored", async () => {
      await browser!.evaluate(chooseFile, '#photo-file', 'car.png');
      assert.match((await answered('car.png')).percent, percentage);
    });

    step('every method draws its map', async () => {
      const methods = await browser!.evaluate(() =>
        [...document.querySelector<HTMLSelectElement>('#method')!.options].map(({ value }) => value),
      );
      assert.ok(methods.length > 5);
      for (const method of methods) {
        await browser!.evaluate(explainBy, method, patienceMs);
        const { map } = await browser!.evaluate(look);
        assert.equal(map!.broken, 0, method);
        assert.ok(map!.different > 0, method);
      }
      await browser!.evaluate(explainBy, 'gradient', patienceMs);
      await answered('car.png');
    });

    step("a model of a person's own answers, and the way back works", async () => {
      await browser!.evaluate(chooseFile, '#model-file', 'mine.safetensors');
      await shown('the model', (page) => page.state === 'ready' && page.model === 'my-cars (yours)');
      await browser!.evaluate(() => document.querySelector<HTMLButtonElement>('#model-back')!.click());
      await shown("the site's model", (page) => page.state === 'ready' && page.model === 'deepcars-resnet18');
    });

    step('a file that is no photo is refused in words', async () => {
      await browser!.evaluate(chooseFile, '#photo-file', 'letter.txt');
      assert.match((await shown('the refusal', (page) => page.state === 'error')).error, /JPEG|PNG/);
    });

    step('without a network the page loads and answers as before', async () => {
      await browser!.evaluate(chooseFile, '#photo-file', 'car.png');
      await answered('car.png');
      const isKept = () => browser!.evaluate(async () => {
        await navigator.serviceWorker.ready;
        return (await (await caches.open('deepcars-model')).keys()).length === 1;
      });
      while (!(await isKept())) await new Promise((done) => setTimeout(done, 100));
      host.close();
      await open();
      await browser!.evaluate(() => document.querySelector<HTMLButtonElement>('.sample')!.click());
      const again = await shown('the sample', (page) => page.state === 'ready' && page.photo !== '');
      assert.match(again.percent, percentage);
    });
  });
}
