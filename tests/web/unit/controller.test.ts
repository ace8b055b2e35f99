// What the page asks of the engine, in which order, and what it does when that fails.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Controller } from '../../../web/src/controller';
import type { EngineStart } from '../../../web/src/engine-start';
import { PageError, engineBroken } from '../../../web/src/errors';
import { answerOf, explanationOf, fileOf, neighboursOf, shownExplanationOf } from '../../../web/src/photo';
import { pageState } from '../../../web/src/status';
import { FakeEngine, running, settled, starting } from './fake-engine';
import { answer, choice, explanation, failure, neighbours, photo } from './samples';

test('a photo is opened, scored and explained', async () => {
  const { controller, engine, states } = await running();
  assert.equal(pageState(controller.session), 'ready');
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(engine.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.deepEqual(answerOf(controller.session.photo), answer);
  assert.deepEqual([...new Set(states)], ['loading', 'ready', 'busy']);
  assert.equal(states.at(-1), 'ready');
});

test('of a quick series of choices only the last is computed', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  for (const method of ['signed-gradient', 'gradient', 'guided-backpropagation'] as const) {
    controller.choose({ ...choice, method });
  }
  assert.equal(pageState(controller.session), 'busy');
  await settled();
  assert.deepEqual(engine.calls.slice(3), ['explain guided-backpropagation']);
  assert.equal(pageState(controller.session), 'ready');
});

test('every step of an explanation is shown', async () => {
  const { controller, engine, states } = await running();
  engine.steps = 3;
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(explanationOf(controller.session.photo), { ...explanation, steps: 3, stepsDone: 3 });
  assert.equal(states.at(-1), 'ready');
  assert.deepEqual(states.slice(-3), ['busy', 'busy', 'ready']);
});

test('another choice or photo, or a person who has seen enough, ends an explanation early', async () => {
  const others = [
    (controller: Controller) => controller.choose({ ...choice, method: 'signed-gradient' }),
    (controller: Controller) => controller.openPhoto(Promise.resolve({ ...photo, name: 'next.jpg' })),
    (controller: Controller) => controller.mapWork.stop(),
  ];
  for (const goOn of others) {
    const { controller, engine } = await running();
    engine.steps = 1000;
    controller.openPhoto(Promise.resolve(photo));
    while (engine.stepsDone < 2) await new Promise(setImmediate);
    engine.steps = 1;
    goOn(controller);
    await settled();
    assert.equal(pageState(controller.session), 'ready');
    assert.ok(explanationOf(controller.session.photo), 'a map is shown');
  }
});

test('a photo that cannot be opened leaves the one before it', async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  engine.failures.set('openPhoto', new PageError(failure));
  controller.openPhoto(Promise.resolve({ name: 'half.jpg', bytes: new ArrayBuffer(1) }));
  await settled();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure });
  assert.equal(fileOf(controller.session.photo), photo);
  assert.ok(explanationOf(controller.session.photo));
});

test('a file that cannot be read is a failure, and the next photo works', async () => {
  const { controller } = await running();
  controller.openPhoto(Promise.reject(new PageError(failure)));
  await settled();
  assert.equal(pageState(controller.session), 'error');
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.equal(pageState(controller.session), 'ready');
});

test('an engine that breaks is started again without the photo that broke it', async () => {
  const { controller, engine, next } = await running();
  engine.failures.set('predict', new PageError(engineBroken));
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure: engineBroken, retry: 'Start again' });
  controller.restart();
  await settled();
  assert.equal(engine.calls.at(-1), 'stop');
  assert.deepEqual(next.calls, []);
  assert.equal(pageState(controller.session), 'ready');
});

test('an engine with threads that breaks on a photo is followed by one without, which gets the photo', async () => {
  const { controller, engine, next, starts } = await running();
  engine.threads = 2;
  engine.failures.set('openPhoto', new PageError(engineBroken));
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(next.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.equal(pageState(controller.session), 'ready');
  assert.deepEqual(starts, [{ withThreads: false }]);
  assert.equal(controller.session.engine.kind === 'running' && controller.session.engine.isPlainer, true);
  controller.restart();
  await settled();
  assert.deepEqual(starts.at(-1), { withThreads: false }, 'threads are not tried again');
});

test('an engine that cannot start is abandoned; a photo given then has the next one started, and is scored by it', async () => {
  const first = new FakeEngine();
  const next = new FakeEngine();
  const lost = Promise.reject(new PageError(failure));
  const attempts = [starting(new FakeEngine(), lost), starting(next)];
  const controller = new Controller(choice, 'blurred', () => attempts.shift()!, () => {});
  controller.viewStarted();
  await controller.start(starting(first, lost));
  await settled();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure, retry: 'Try again' });
  assert.deepEqual(first.calls, ['abandon']);
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure, retry: 'Try again' });
  controller.restart();
  await settled();
  assert.deepEqual(next.calls, ['openPhoto', 'predict', 'explain gradient']);
  assert.equal(pageState(controller.session), 'ready');
});

test('after a failed start a file that cannot be read leaves the way back', async () => {
  const next = new FakeEngine();
  const controller = new Controller(choice, 'blurred', () => starting(next), () => {});
  controller.viewStarted();
  await controller.start(starting(new FakeEngine(), Promise.reject(new PageError(failure))));
  controller.openPhoto(Promise.reject(new PageError(failure)));
  await settled();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure, retry: 'Try again' });
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.equal(pageState(controller.session), 'ready');
});

test('a browser that can run no engine is told so, once and for all', async () => {
  const controller = new Controller(choice, 'blurred', () => starting(new FakeEngine()), () => {});
  const impossible = { ...starting(new FakeEngine()), choice: Promise.reject(new PageError(failure)) };
  assert.equal(await controller.start(impossible as unknown as EngineStart), false);
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure });
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(controller.session.stage, { kind: 'failed', failure });
});

test("a model of one's own answers for the photo on show; one that cannot be used changes nothing", async () => {
  const { controller, engine } = await running();
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  controller.openModel(Promise.resolve(photo));
  await settled();
  assert.equal(controller.session.model?.name, 'own');
  assert.equal(controller.session.model?.ofThisSite, false);
  assert.deepEqual(engine.calls.slice(3), ['loadModel', 'openPhoto', 'predict', 'explain gradient']);

  engine.failures.set('loadModel', new PageError(failure));
  controller.openModel(Promise.resolve(photo));
  await settled();
  assert.equal(pageState(controller.session), 'error');
  assert.equal(controller.session.model?.name, 'own');
  assert.ok(answerOf(controller.session.photo));
});

test('what a photo resembles is found after its answer', async () => {
  const { controller, engine, states } = await running();
  engine.loadSiteNeighbours = () => Promise.resolve(true);
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.deepEqual(engine.calls, ['openPhoto', 'predict', 'explain gradient', 'nearestCars']);
  assert.equal(neighboursOf(controller.session.photo), neighbours);
  assert.equal(states.at(-1), 'ready');
});

test('an unfamiliar photo resembles no car, and nothing is fetched for it', async () => {
  const { controller, engine } = await running();
  engine.loadSiteNeighbours = () => assert.fail('asked for neighbours');
  engine.predict = async () => ({ ...answer, isUnfamiliar: true });
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.equal(neighboursOf(controller.session.photo), undefined);
  assert.equal(pageState(controller.session), 'ready');
});

test("for a model of one's own no neighbours are named", async () => {
  const { controller, engine } = await running();
  controller.openModel(Promise.resolve(photo));
  engine.loadSiteNeighbours = () => assert.fail('asked for neighbours');
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  assert.ok(explanationOf(controller.session.photo));
  assert.equal(neighboursOf(controller.session.photo), undefined);
});

test('neighbours that cannot be fetched leave the answer as it is', async (context) => {
  const { mock } = context.mock.method(console, 'warn', () => {});
  const { controller, engine } = await running();
  engine.loadSiteNeighbours = () => Promise.reject(new PageError(failure));
  controller.openPhoto(Promise.resolve(photo));
  await settled();
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
  await settled();
  const next = { name: 'next.jpg', bytes: new ArrayBuffer(1) };
  controller.openPhoto(Promise.resolve(next));
  await settled();
  assert.equal(fileOf(controller.session.photo), next);
  assert.equal(pageState(controller.session), 'ready');
  assert.equal(neighboursOf(controller.session.photo), undefined);
  arrive();
  await settled();
  assert.equal(neighboursOf(controller.session.photo), neighbours);
  assert.deepEqual(engine.calls.filter((call) => call === 'nearestCars'), ['nearestCars']);
});

test('an earlier step of the map is shown again without the engine, until the next map', async () => {
  const { controller, engine } = await running();
  engine.steps = 3;
  controller.openPhoto(Promise.resolve(photo));
  await settled();
  const calls = engine.calls.length;
  controller.mapWork.replay(0);
  assert.equal(shownExplanationOf(controller.session.photo)?.stepsDone, 1);
  assert.equal(explanationOf(controller.session.photo)?.stepsDone, 3);
  controller.mapWork.replay(7);
  assert.equal(shownExplanationOf(controller.session.photo)?.stepsDone, 1, 'there is no eighth step');
  assert.equal(engine.calls.length, calls);
  controller.choose({ ...choice, method: 'signed-gradient' });
  await settled();
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
