// An engine for the tests of the controller, and a controller that has started it.
import assert from 'node:assert/strict';
import { wholeByEngine } from '../../../web/src/browser-decode';
import { Controller } from '../../../web/src/controller';
import type { EngineStart } from '../../../web/src/engine-start';
import { PageError } from '../../../web/src/errors';
import type { CurveTest, Explanation, RandomisedMap, SmallestChange } from '../../../web/src/generated/engine';
import type { Choice } from '../../../web/src/generated/ui';
import type { Hiding } from '../../../web/src/hiding';
import type { Stamp } from '../../../web/src/lesson';
import type { Part } from '../../../web/src/part';
import { pageState } from '../../../web/src/status';
import {
  answer,
  cheat,
  choice,
  curveTest,
  display,
  explanation,
  hidden,
  model,
  neighbours,
  redrawn,
  smallestChange,
} from './samples';

type Call =
  | 'loadModel'
  | 'openPhoto'
  | 'crop'
  | 'predict'
  | 'explain'
  | 'nearestCars'
  | 'hide'
  | 'smallestChange'
  | 'loadSiteCheat'
  | 'letCheatAnswer'
  | 'stamp'
  | 'removeMark'
  | 'otherAnswer';

/** An engine that notes what is asked of it and fails at the calls that it is told to fail at. */
export class FakeEngine {
  readonly variant = 'simd';
  threads = 1;
  get isBroken() {
    return [...this.failures.values()].some(({ code }) => code === 'engine_broken');
  }
  readonly calls: string[] = [];
  readonly failures = new Map<Call, PageError>();
  /** What its site has: no file of neighbours. */
  loadSiteNeighbours = () => Promise.resolve(false);

  loadModel = () => this.answer('loadModel', { ...model, name: 'own' });
  openPhoto = () => this.answer('openPhoto', { picture: display, decoding: wholeByEngine });
  crop = ({ left, top, width, height }: Part) =>
    this.answer('crop', { ...display }, `crop ${left} ${top} ${width} ${height}`);
  predict = () => this.answer('predict', { ...answer });
  nearestCars = () => this.answer('nearestCars', neighbours);
  hide = ({ strokes, fill }: Hiding) => this.answer('hide', hidden, `hide ${strokes.length} ${fill}`);
  loadSiteCheat = () => this.answer('loadSiteCheat', cheat);
  letCheatAnswer = (cheats: boolean) => this.answer('letCheatAnswer', undefined, `letCheatAnswer ${cheats}`);
  stamp = ({ mark, place }: Stamp) => this.answer('stamp', display, `stamp ${mark} ${place}`);
  removeMark = () => this.answer('removeMark', display);
  otherAnswer = ({ strokes }: Hiding) => this.answer('otherAnswer', { ...answer }, `otherAnswer ${strokes.length}`);
  smallestChange = async (fill: string, onFound: (found: SmallestChange) => Promise<boolean>) => {
    await this.answer('smallestChange', undefined, `smallestChange ${fill}`);
    const { tiles } = smallestChange;
    for (let n = 1; n <= tiles.length; ++n) {
      const found = { ...smallestChange, tiles: tiles.slice(0, n), isFinished: n === tiles.length };
      if (!(await onFound(found))) return;
    }
  };
  testByCurves = async (fill: string, onStep: (test: CurveTest) => Promise<boolean>) => {
    this.calls.push(`testByCurves ${fill}`);
    for (let stepsDone = 1; stepsDone <= 3; ++stepsDone) if (!(await onStep({ ...curveTest, stepsDone }))) return;
  };
  testByRandomLayers = async (onStep: (map: RandomisedMap) => Promise<boolean>) => {
    this.calls.push('testByRandomLayers');
    for (const stage of [0, 1]) {
      if (!(await onStep(redrawn(stage)))) return;
      await new Promise(setImmediate);
    }
  };
  /** How many steps an explanation takes, and how many the latest has done. */
  steps = 1;
  stepsDone = 0;
  explain = async ({ method }: Choice, onStep: (map: Explanation) => boolean | Promise<boolean>) => {
    await this.answer('explain', undefined, `explain ${method}`);
    const map = () => ({ ...explanation, steps: this.steps, stepsDone: this.stepsDone });
    for (this.stepsDone = 1; (await onStep(map())) && this.stepsDone < this.steps; ++this.stepsDone) await new Promise(setImmediate);
    return map();
  };
  stop = () => void this.calls.push('stop');

  private async answer<T>(call: Call, result: T, note: string = call): Promise<T> {
    this.calls.push(note);
    const error = this.failures.get(call);
    if (error) throw error;
    return result;
  }
}

export const starting = (engine: FakeEngine, modelResult: Promise<unknown> = Promise.resolve(model)) => {
  const started = modelResult.then((loaded) => ({ engine, model: loaded, failed: [] }));
  // As a real one's, it may reject before anyone listens.
  started.catch(() => {});
  return {
    choice: Promise.resolve(),
    started,
    onProgress: () => {},
    abandon: () => void engine.calls.push('abandon'),
  } as unknown as EngineStart;
};

/** A controller whose engine has started, with a view. */
export async function running(engine = new FakeEngine(), next = new FakeEngine()) {
  const states: string[] = [];
  const starts: { withThreads: boolean }[] = [];
  const controller = new Controller(
    choice,
    'blurred',
    (withThreads) => {
      starts.push({ withThreads });
      return starting(next);
    },
    (_, after) => states.push(pageState(after)),
  );
  controller.viewStarted();
  assert.equal(await controller.start(starting(engine)), true);
  await settled();
  return { controller, engine, next, states, starts };
}

/** Resolves when this engine, which needs no time, has done all that was asked of it and what followed from that. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; ++turn) await new Promise(setImmediate);
}
