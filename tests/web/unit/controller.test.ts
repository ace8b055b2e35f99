// What the page asks of the engine, in which order, and what it does when that fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Controller } from '../../../web/src/controller';
import * as crop from '../../../web/src/crop';
import type { EngineClient } from '../../../web/src/engine-client';
import type { EngineStart } from '../../../web/src/engine-start';
import { PageError, engineBroken } from '../../../web/src/errors';
import type { CurveTest, Explanation, RandomisedMap, SmallestChange } from '../../../web/src/generated/engine';
import type { Choice } from '../../../web/src/generated/ui';
import * as hiding from '../../../web/src/hiding';
import { whole } from '../../../web/src/part';
import type { Part } from '../../../web/src/part';
import type { Hiding } from '../../../web/src/hiding';
import type { Stamp } from '../../../web/src/lesson';
import {
  answerOf,
  curvesOf,
  explanationOf,
  fileOf,
  hiddenOf,
  neighboursOf,
  pageState,
  randomisedOf,
  shownAnswerOf,
  shownExplanationOf,
  smallestChangeOf,
} from '../../../web/src/session';
import { programOf, stampOf } from '../../../web/src/lesson';
import {
  answer,
  cheat,
  choice,
  curveTest,
  display,
  explanation,
  failure,
  hidden,
  model,
  neighbours,
  photo,
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
class FakeEngine {
  readonly variant = 'simd';
  readonly threads = 1;
  readonly calls: string[] = [];
  readonly failures = new Map<Call, PageError>();
  /** What its site has: no file of neighbours. */
  loadSiteNeighbours = () => Promise.resolve(false);

  loadModel = () => this.answer('loadModel', { ...model, name: 'own' });
  openPhoto = () => this.answer('openPhoto', { picture: display, decodedBy: 'engine' });
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

const starting = (engine: FakeEngine, modelResult: Promise<unknown> = Promise.resolve(model)) => {
  modelResult.catch(() => {});
  return {
    choice: Promise.resolve(),
    engine: Promise.resolve(engine as unknown as EngineClient),
    model: modelResult,
    onProgress: () => {},
    abandon: () => void engine.calls.push('abandon'),
  } as unknown as EngineStart;
};

/** A controller whose engine has started, with a view. */
async function running(engine = new FakeEngine(), next = new FakeEngine()) {
  const states: string[] = [];
  const controller = new Controller(
    choice,
    'blurred',
    () => starting(next),
    (_, after) => states.push(pageState(after)),
  );
  controller.viewStarted();
  assert.equal(await controller.start(starting(engine)), true);
  await controller.timeForOtherWork();
  return { controller, engine, next, states };
}

/** Resolves when the engine rests, and what was to follow after its work has followed. */
async function settled(controller: Controller): Promise<void> {
  await controller.timeForOtherWork();
  await new Promise(setImmediate);
  await controller.timeForOtherWork();
}

test('a photo is opened, scored and explained', async () => {
  const { controller, engine, states } = await running();
  assert.equal(pageState(controller.session), 'ready');
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  assert.deepEqual(engine.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.deepEqual(answerOf(controller.session.photo), answer);
  assert.deepEqual([...new Set(states)], ['loading', 'ready', 'busy']);
  assert.equal(states.at(-1), 'ready');
});

test('of a quick series of choices only the last is computed', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  for (const method of ['signed-gradient', 'gradient', 'guided-backpropagation'] as const) {
    controller.choose({ ...choice, method });
  }
  assert.equal(pageState(controller.session), 'busy');
  await controller.timeForOtherWork();
  assert.deepEqual(engine.calls.slice(3), ['explain guided-backpropagation']);
  assert.equal(pageState(controller.session), 'ready');
});

test('every step of an explanation is shown', async () => {
  const { controller, engine, states } = await running();
  engine.steps = 3;
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  assert.deepEqual(explanationOf(controller.session.photo), { ...explanation, steps: 3, stepsDone: 3 });
  assert.equal(states.at(-1), 'ready');
  assert.deepEqual(states.slice(-3), ['busy', 'busy', 'ready']);
});

test('another choice or photo, or a person who has seen enough, ends an explanation early', async () => {
  const others = [
    (controller: Controller) => controller.choose({ ...choice, method: 'signed-gradient' }),
    (controller: Controller) => controller.openPhoto(Promise.resolve({ ...photo, name: 'next.jpg' })),
    (controller: Controller) => controller.stopWork(),
  ];
  for (const goOn of others) {
    const { controller, engine } = await running();
    engine.steps = 1000;
    controller.openPhoto(Promise.resolve(photo));
    while (engine.stepsDone < 2) await new Promise(setImmediate);
    engine.steps = 1;
    goOn(controller);
    await settled(controller);
    assert.equal(pageState(controller.session), 'ready');
    assert.ok(explanationOf(controller.session.photo), 'a map is shown');
  }
});

test('a photo that cannot be opened leaves the one before it', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  engine.failures.set('openPhoto', new PageError(failure));
  controller.openPhoto(Promise.resolve({ name: 'half.jpg', bytes: new ArrayBuffer(1) }));
  await controller.timeForOtherWork();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure });
  assert.equal(fileOf(controller.session.photo), photo);
  assert.ok(explanationOf(controller.session.photo));
});

test('a file that cannot be read is a failure, and the next photo works', async () => {
  const { controller } = await running();
  controller.openPhoto(Promise.reject(new PageError(failure)));
  await controller.timeForOtherWork();
  assert.equal(pageState(controller.session), 'error');
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  assert.equal(pageState(controller.session), 'ready');
});

test('an engine that breaks is started again without the photo that broke it', async () => {
  const { controller, engine, next } = await running();
  engine.failures.set('predict', new PageError(engineBroken));
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure: engineBroken, retry: 'Start again' });
  controller.restart();
  await controller.timeForOtherWork();
  assert.equal(engine.calls.at(-1), 'stop');
  assert.deepEqual(next.calls, []);
  assert.equal(pageState(controller.session), 'ready');
});

test('an engine that cannot start is abandoned; a photo given meanwhile is scored by the next one', async () => {
  const first = new FakeEngine();
  const next = new FakeEngine();
  const controller = new Controller(choice, 'blurred', () => starting(next), () => {});
  controller.viewStarted();
  await controller.start(starting(first, Promise.reject(new PageError(failure))));
  await controller.timeForOtherWork();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure, retry: 'Try again' });
  assert.deepEqual(first.calls, ['abandon']);
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  assert.equal(pageState(controller.session), 'error');
  controller.restart();
  await controller.timeForOtherWork();
  assert.deepEqual(next.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.equal(pageState(controller.session), 'ready');
});

test('a browser that can run no engine is told so, once and for all', async () => {
  const controller = new Controller(choice, 'blurred', () => starting(new FakeEngine()), () => {});
  const impossible = { ...starting(new FakeEngine()), choice: Promise.reject(new PageError(failure)) };
  assert.equal(await controller.start(impossible as unknown as EngineStart), false);
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure });
});

test("a model of one's own answers for the photo on show; one that cannot be used changes nothing", async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await controller.timeForOtherWork();
  controller.openModel(Promise.resolve(photo));
  await controller.timeForOtherWork();
  assert.equal(controller.session.model?.name, 'own');
  assert.equal(controller.session.model?.ofThisSite, false);
  assert.deepEqual(engine.calls.slice(3), ['loadModel', 'openPhoto', 'predict', 'explain gradient']);

  engine.failures.set('loadModel', new PageError(failure));
  controller.openModel(Promise.resolve(photo));
  await controller.timeForOtherWork();
  assert.equal(pageState(controller.session), 'error');
  assert.equal(controller.session.model?.name, 'own');
  assert.ok(answerOf(controller.session.photo));
});

test('what a photo resembles is found after its answer', async () => {
  const { controller, engine, states } = await running();
  engine.loadSiteNeighbours = () => Promise.resolve(true);
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  assert.deepEqual(engine.calls, ['openPhoto', 'predict', 'explain gradient', 'nearestCars']);
  assert.equal(neighboursOf(controller.session.photo), neighbours);
  assert.equal(states.at(-1), 'ready');
});

test('an unfamiliar photo resembles no car, and nothing is fetched for it', async () => {
  const { controller, engine } = await running();
  engine.loadSiteNeighbours = () => assert.fail('asked for neighbours');
  engine.predict = async () => ({ ...answer, isUnfamiliar: true });
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  assert.equal(neighboursOf(controller.session.photo), undefined);
  assert.equal(pageState(controller.session), 'ready');
});

test("for a model of one's own no neighbours are named", async () => {
  const { controller, engine } = await running();
  controller.openModel(Promise.resolve(photo));
  engine.loadSiteNeighbours = () => assert.fail('asked for neighbours');
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  assert.ok(explanationOf(controller.session.photo));
  assert.equal(neighboursOf(controller.session.photo), undefined);
});

test('neighbours that cannot be fetched leave the answer as it is', async (context) => {
  const { mock } = context.mock.method(console, 'warn', () => {});
  const { controller, engine } = await running();
  engine.loadSiteNeighbours = () => Promise.reject(new PageError(failure));
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  assert.equal(pageState(controller.session), 'ready');
  assert.ok(explanationOf(controller.session.photo));
  assert.deepEqual(mock.calls[0]?.arguments, ['Car.jpg is damaged: choose another.']);
});

test('while neighbours are fetched the next photo is answered, and gets its own', async () => {
  const { controller, engine } = await running();
  let arrive = () => {};
  const arrival = new Promise<boolean>((resolve) => (arrive = () => resolve(true)));
  engine.loadSiteNeighbours = () => arrival;
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  const next = { name: 'next.jpg', bytes: new ArrayBuffer(1) };
  controller.openPhoto(Promise.resolve(next));
  await settled(controller);
  assert.equal(fileOf(controller.session.photo), next);
  assert.equal(pageState(controller.session), 'ready');
  assert.equal(neighboursOf(controller.session.photo), undefined);
  arrive();
  await settled(controller);
  assert.equal(neighboursOf(controller.session.photo), neighbours);
  assert.deepEqual(engine.calls.filter((call) => call === 'nearestCars'), ['nearestCars']);
});

const brush = (x: number) => (before: Hiding) => hiding.strokeBegun(before, 'brush', 0.1, { x, y: 0.5 });
const moveTo = (x: number) => (before: Hiding) => hiding.strokeContinued(before, { x, y: 0.5 });

test('what is hidden is scored, and showing it again brings back the answer', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide((before) => hiding.tileTurned(before, 2, 3));
  await settled(controller);
  assert.deepEqual(engine.calls.slice(3), ['hide 1 blurred']);
  assert.equal(shownAnswerOf(controller.session.photo), hidden.answer);
  assert.deepEqual(answerOf(controller.session.photo), answer);
  controller.hide(hiding.undone);
  await settled(controller);
  assert.deepEqual(engine.calls.slice(4), []);
  assert.equal(hiddenOf(controller.session.photo), undefined);
});

test('a map is tested in both ways, by the fill that hides; another choice ends a test', async () => {
  const { controller, engine } = await running();
  controller.testMap('curves');
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide((before) => hiding.fillChosen(before, 'mean-color'));
  controller.testMap('curves');
  await settled(controller);
  controller.testMap('randomised');
  await settled(controller);
  assert.deepEqual(engine.calls.slice(3), ['testByCurves mean-color', 'testByRandomLayers']);
  assert.equal(curvesOf(controller.session.photo)?.stepsDone, 3);
  assert.equal(randomisedOf(controller.session.photo)?.length, 2);
  assert.equal(pageState(controller.session), 'ready');
  controller.testMap('randomised');
  controller.choose({ ...choice, method: 'cam' });
  await settled(controller);
  assert.equal(randomisedOf(controller.session.photo), undefined);
});

test('hiding a part ends the test by random layers, and the answer follows', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.testMap('randomised');
  while (engine.calls.at(-1) !== 'testByRandomLayers') await new Promise(setImmediate);
  controller.hide((before) => hiding.tileTurned(before, 2, 3));
  await settled(controller);
  assert.equal(pageState(controller.session), 'ready');
  assert.equal(engine.calls.at(-1), 'hide 1 blurred');
});

test('while a stroke is drawn its newest state is scored, and other work waits', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide(brush(0.1));
  for (let i = 2; i < 8; ++i) controller.hide(moveTo(i / 10));
  while (engine.calls.at(-1) !== 'hide 1 blurred') await new Promise(setImmediate);
  assert.equal(controller.session.hiding.isDrawing, true);
  controller.hide(hiding.strokeEnded);
  controller.hide((before) => hiding.fillChosen(before, 'mean-color'));
  await settled(controller);
  assert.equal(engine.calls.at(-1), 'hide 1 mean-color');
  assert.ok(engine.calls.length < 10, `asked once for several moves: ${engine.calls.join(', ')}`);
  const [stroke] = controller.session.hiding.strokes;
  assert.ok(stroke?.shape === 'line' && stroke.places.length === 7, 'every move is in the stroke');
});

test('an explanation waits for a stroke and then goes on', async () => {
  const { controller, engine } = await running();
  engine.steps = 5;
  controller.openPhoto(Promise.resolve(photo));
  while (engine.stepsDone < 2) await new Promise(setImmediate);
  controller.hide(brush(0.3));
  while (engine.calls.at(-1) !== 'hide 1 blurred') await new Promise(setImmediate);
  const steps = engine.stepsDone;
  for (let i = 0; i < 20; ++i) await new Promise(setImmediate);
  assert.equal(engine.stepsDone, steps);
  controller.hide(hiding.strokeEnded);
  await settled(controller);
  assert.equal(explanationOf(controller.session.photo)?.stepsDone, 5);
  assert.equal(pageState(controller.session), 'ready');
});

test('what is hidden outlives another choice and another model, but not another photo', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide((before) => hiding.tileTurned(before, 0, 0));
  controller.choose({ ...choice, method: 'signed-gradient' });
  await settled(controller);
  assert.equal(hiddenOf(controller.session.photo), hidden);
  controller.openModel(Promise.resolve(photo));
  await settled(controller);
  assert.equal(engine.calls.filter((call) => call === 'hide 1 blurred').length, 2);
  assert.equal(hiddenOf(controller.session.photo), hidden);
  controller.openPhoto(Promise.resolve({ ...photo, name: 'next.jpg' }));
  await settled(controller);
  assert.equal(hiddenOf(controller.session.photo), undefined);
  assert.deepEqual(controller.session.hiding, hiding.nothingHidden('blurred'));
});

test('a stroke that never ends does not keep the next photo waiting', async () => {
  const { controller } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide(brush(0.5));
  const next = { ...photo, name: 'next.jpg' };
  controller.openPhoto(Promise.resolve(next));
  await settled(controller);
  assert.equal(fileOf(controller.session.photo), next);
});

const part = (left: number): Part => ({ left, top: 0.5, width: 0.25, height: 0.25 });

test('another part of the photo is cut out, scored and explained', async () => {
  const { controller, engine, states } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.crop(crop.movedTo(part(0.1)));
  assert.equal(states.at(-1), 'busy');
  await settled(controller);
  assert.deepEqual(engine.calls.slice(3), ['crop 0.1 0.5 0.25 0.25', 'predict', 'explain gradient']);
  assert.equal(pageState(controller.session), 'ready');
  controller.crop(crop.movedTo(part(0.1)));
  await settled(controller);
  assert.equal(engine.calls.length, 6, 'the same part is scored once');
  controller.crop(crop.movedTo(whole));
  await settled(controller);
  assert.deepEqual(engine.calls.slice(6), ['crop 0 0 1 1', 'predict', 'explain gradient']);
});

test('while the frame moves its newest place is scored, and the map follows once it rests', async () => {
  const { controller, engine } = await running();
  engine.steps = 1000;
  controller.openPhoto(Promise.resolve(photo));
  while (engine.stepsDone < 2) await new Promise(setImmediate);
  engine.steps = 2;
  for (let i = 1; i < 8; ++i) controller.crop(crop.movingTo(part(i / 10)));
  while (engine.calls.at(-1) !== 'predict' || engine.calls.length < 5) await new Promise(setImmediate);
  for (let i = 0; i < 20; ++i) await new Promise(setImmediate);
  assert.deepEqual(engine.calls.slice(3), ['crop 0.7 0.5 0.25 0.25', 'predict']);
  assert.equal(pageState(controller.session), 'busy');
  controller.crop(crop.movingTo(part(0.2)));
  controller.crop(crop.rested);
  await settled(controller);
  assert.deepEqual(engine.calls.slice(5), ['crop 0.2 0.5 0.25 0.25', 'predict', 'explain gradient']);
  assert.equal(explanationOf(controller.session.photo)?.stepsDone, 2);
  assert.equal(pageState(controller.session), 'ready');
});

test('a change that comes while the engine computes is not lost', async () => {
  const { controller, engine } = await running();
  engine.loadSiteNeighbours = () => Promise.resolve(true);
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  const { predict, nearestCars } = engine;
  engine.predict = async () => {
    if (controller.session.crop.part.left < 0.5) controller.crop(crop.movedTo(part(controller.session.crop.part.left + 0.1)));
    return predict();
  };
  engine.nearestCars = async () => {
    if (controller.session.hiding.strokes.length === 0) controller.hide((before) => hiding.tileTurned(before, 0, 0));
    return nearestCars();
  };
  controller.crop(crop.movedTo(part(0.1)));
  await settled(controller);
  assert.ok(controller.session.crop.part.left >= 0.5);
  assert.equal(controller.session.hiding.strokes.length, 1);
  assert.equal(hiddenOf(controller.session.photo), hidden);
});

test('what is hidden is hidden of each part, and the part outlives another choice and model, but not another photo', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide((before) => hiding.tileTurned(before, 0, 0));
  controller.crop(crop.movedTo(part(0.1)));
  await settled(controller);
  assert.deepEqual(engine.calls.slice(4), ['crop 0.1 0.5 0.25 0.25', 'predict', 'hide 1 blurred', 'explain gradient']);
  assert.equal(hiddenOf(controller.session.photo), hidden);
  controller.openModel(Promise.resolve(photo));
  await settled(controller);
  assert.deepEqual(engine.calls.slice(8, 12), ['loadModel', 'openPhoto', 'crop 0.1 0.5 0.25 0.25', 'predict']);
  assert.deepEqual(controller.session.crop.part, part(0.1));
  engine.calls.length = 0;
  controller.openPhoto(Promise.resolve({ ...photo, name: 'next.jpg' }));
  await settled(controller);
  assert.deepEqual(engine.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.equal(controller.session.crop.part, whole);
});

test('a link names the part of its sample', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve({ ...photo, sample: 'coupe', part: part(0.3) }));
  await settled(controller);
  assert.deepEqual(engine.calls, ['openPhoto', 'crop 0.3 0.5 0.25 0.25', 'predict', 'explain gradient']);
  assert.deepEqual(controller.session.crop, { part: part(0.3), isMoving: false });
});

test('a frame that is never let go does not keep the next photo or choice waiting', async () => {
  const { controller } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.crop(crop.movingTo(part(0.5)));
  controller.choose({ ...choice, method: 'signed-gradient' });
  await settled(controller);
  assert.equal(pageState(controller.session), 'ready');
  controller.crop(crop.movingTo(part(0.6)));
  const next = { ...photo, name: 'next.jpg' };
  controller.openPhoto(Promise.resolve(next));
  await settled(controller);
  assert.equal(fileOf(controller.session.photo), next);
});

test('a part that cannot be cut out is a failure, and the next one works', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  engine.failures.set('crop', new PageError(failure));
  controller.crop(crop.movedTo(part(0.1)));
  await settled(controller);
  assert.equal(pageState(controller.session), 'error');
  engine.failures.clear();
  controller.crop(crop.movedTo(part(0.2)));
  await settled(controller);
  assert.equal(pageState(controller.session), 'ready');
  assert.ok(explanationOf(controller.session.photo));
});

test('before there is an answer there is nothing to crop', async () => {
  const { controller, engine } = await running();
  controller.crop(crop.movedTo(part(0.1)));
  await settled(controller);
  assert.deepEqual(engine.calls, []);
  assert.equal(controller.session.crop.part, whole);
});

test('the smallest change is searched for, and its tiles are hidden', async () => {
  const { controller, engine, states } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  controller.hide((before) => hiding.tileTurned(before, 6, 6));
  controller.findSmallestChange();
  assert.equal(states.at(-1), 'busy');
  await settled(controller);
  assert.ok(engine.calls.includes('smallestChange blurred'));
  assert.deepEqual(smallestChangeOf(controller.session.photo), smallestChange);
  const hiddenTiles = [...Array(49).keys()].filter((t) =>
    hiding.tileIsHidden(controller.session.hiding, Math.floor(t / 7), t % 7),
  );
  assert.deepEqual(hiddenTiles, [3, 8]);
  assert.equal(hiddenOf(controller.session.photo), hidden, 'a whole pass has checked it');
  assert.equal(pageState(controller.session), 'ready');
});

test('an earlier step of the map is shown again without the engine, until the next map', async () => {
  const { controller, engine } = await running();
  engine.steps = 3;
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  const calls = engine.calls.length;
  controller.replay(0);
  assert.equal(shownExplanationOf(controller.session.photo)?.stepsDone, 1);
  assert.equal(explanationOf(controller.session.photo)?.stepsDone, 3);
  controller.replay(7);
  assert.equal(shownExplanationOf(controller.session.photo)?.stepsDone, 1, 'there is no eighth step');
  assert.equal(engine.calls.length, calls);
  controller.choose({ ...choice, method: 'signed-gradient' });
  await settled(controller);
  assert.equal(shownExplanationOf(controller.session.photo)?.stepsDone, 3);
});

test('work that the session knows nothing of waits its turn, and what a person asks for meanwhile comes next', async () => {
  const { controller, engine } = await running();
  const work = (name: string) => controller.whenFree(async () => void engine.calls.push(name));
  const first = work('first').then(() => work('second'));
  controller.openPhoto(Promise.resolve(photo));
  await first;
  assert.deepEqual(engine.calls, ['first', 'openPhoto', 'predict', 'explain gradient', 'second']);
  await assert.rejects(controller.whenFree(() => Promise.reject(new PageError(failure))), { code: failure.code });
  assert.equal(pageState(controller.session), 'ready');
});

/** A page with the lesson open on a photo. */
async function inLesson() {
  const all = await running();
  all.controller.openPhoto(Promise.resolve(photo));
  await settled(all.controller);
  all.controller.openLesson();
  await settled(all.controller);
  all.engine.calls.length = 0;
  return all;
}

test('the lesson fetches the cheat once and beside the photo, and both programs answer', async () => {
  const { controller, engine } = await running();
  controller.openLesson();
  await settled(controller);
  controller.openPhoto(Promise.resolve(photo));
  await settled(controller);
  assert.deepEqual(engine.calls, ['loadSiteCheat', 'openPhoto', 'predict', 'otherAnswer 0', 'explain gradient']);
  controller.openLesson();
  await settled(controller);
  assert.equal(engine.calls.length, 5);
});

test('a lesson that a link opens waits for the engine', async () => {
  const engine = new FakeEngine();
  const controller = new Controller(choice, 'blurred', () => starting(engine), () => {});
  controller.viewStarted();
  controller.openLesson();
  assert.equal(controller.session.lesson.kind, 'opening');
  await controller.start(starting(engine));
  await settled(controller);
  assert.equal(controller.session.lesson.kind, 'open');
});

test('a mark and the program that answers change the answer, the other answer and the map', async () => {
  const { controller, engine } = await inLesson();
  controller.stamp({ mark: 1, place: 2 });
  await settled(controller);
  assert.deepEqual(engine.calls, ['stamp 1 2', 'predict', 'otherAnswer 0', 'explain gradient']);
  assert.deepEqual(stampOf(controller.session), { mark: 1, place: 2 });
  controller.letAnswer('cheating');
  await settled(controller);
  assert.deepEqual(engine.calls.slice(4), ['letCheatAnswer true', 'predict', 'otherAnswer 0', 'explain gradient']);
  controller.hide((before) => hiding.tileTurned(before, 6, 0));
  await settled(controller);
  assert.deepEqual(engine.calls.slice(8), ['hide 1 blurred', 'otherAnswer 1']);
});

test('closing the lesson brings the honest program and the unmarked photo back', async () => {
  const { controller, engine } = await inLesson();
  controller.letAnswer('cheating');
  controller.stamp({ mark: 0, place: 0 });
  await settled(controller);
  engine.calls.length = 0;
  controller.closeLesson();
  assert.equal(programOf(controller.session), 'honest');
  assert.equal(explanationOf(controller.session.photo), undefined, 'the map was the cheating program\'s');
  await settled(controller);
  assert.deepEqual(engine.calls, ['letCheatAnswer false', 'removeMark', 'predict', 'explain gradient']);
  assert.equal(controller.session.lesson.kind, 'closed');
  controller.openLesson();
  controller.closeLesson();
  await settled(controller);
  assert.deepEqual(engine.calls.slice(4), ['loadSiteCheat'], 'nothing has to be answered anew');
});

test("a person's own model ends the lesson, and the lesson brings the site's model back", async () => {
  const { controller, engine, next } = await inLesson();
  controller.letAnswer('cheating');
  controller.openModel(Promise.resolve({ name: 'own.safetensors', bytes: new ArrayBuffer(1) }));
  await settled(controller);
  assert.equal(controller.session.lesson.kind, 'closed');
  assert.equal(programOf(controller.session), 'honest');
  controller.openLesson();
  await settled(controller);
  assert.equal(engine.calls.at(-1), 'stop');
  assert.ok(next.calls.includes('loadSiteCheat'));
  assert.equal(controller.session.model?.ofThisSite, true);
  assert.equal(controller.session.lesson.kind, 'open');
});

test('a cheat that cannot be fetched is told, and the lesson can be opened again', async () => {
  const { controller, engine } = await running();
  engine.failures.set('loadSiteCheat', new PageError(failure));
  controller.openLesson();
  await settled(controller);
  assert.equal(pageState(controller.session), 'error');
  assert.equal(controller.session.lesson.kind, 'closed');
  engine.failures.clear();
  controller.openLesson();
  await settled(controller);
  assert.equal(controller.session.lesson.kind, 'open');
});
