// The frame of the crop: how it moves, where it stops, and how a link has it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  changed,
  cropNamed,
  cropText,
  dragged,
  fitted,
  leastSide,
  movedTo,
  movingTo,
  numberSet,
  pinched,
  rested,
  wholeCrop,
} from '../../../web/src/crop';
import type { Grip } from '../../../web/src/crop';
import { isWhole, onPart, onWhole, partOfPart, whole } from '../../../web/src/part';
import type { Part } from '../../../web/src/part';

const part: Part = { left: 0.2, top: 0.3, width: 0.4, height: 0.5 };

const near = (a: number, b: number) => Math.abs(a - b) < 1e-9;

function assertInside(frame: Part, message: string): void {
  const { left, top, width, height } = frame;
  const isInside = left >= 0 && top >= 0 && left + width <= 1 + 1e-9 && top + height <= 1 + 1e-9;
  assert.ok(isInside && width >= leastSide - 1e-9 && height >= leastSide - 1e-9, `${message}: ${JSON.stringify(frame)}`);
}

test('a frame is moved as a whole, and stops at the edges of the photo in its size', () => {
  assert.deepEqual(dragged(part, 'all', 0.1, -0.05), { ...part, left: 0.3, top: 0.25 });
  assert.deepEqual(dragged(part, 'all', 9, 9), { ...part, left: 0.6, top: 0.5 });
  assert.deepEqual(dragged(part, 'all', -9, -9), { ...part, left: 0, top: 0 });
});

test('each edge and corner moves alone, and the opposite one stays', () => {
  const expected: Record<Exclude<Grip, 'all'>, Part> = {
    n: { left: 0.2, top: 0.4, width: 0.4, height: 0.4 },
    s: { left: 0.2, top: 0.3, width: 0.4, height: 0.6 },
    w: { left: 0.3, top: 0.3, width: 0.3, height: 0.5 },
    e: { left: 0.2, top: 0.3, width: 0.5, height: 0.5 },
    nw: { left: 0.3, top: 0.4, width: 0.3, height: 0.4 },
    ne: { left: 0.2, top: 0.4, width: 0.5, height: 0.4 },
    sw: { left: 0.3, top: 0.3, width: 0.3, height: 0.6 },
    se: { left: 0.2, top: 0.3, width: 0.5, height: 0.6 },
  };
  for (const [grip, after] of Object.entries(expected)) assert.deepEqual(dragged(part, grip as Grip, 0.1, 0.1), after, grip);
});

test('whatever is done to a frame, it stays inside the photo and does not vanish', () => {
  const grips: Grip[] = ['all', 'n', 'e', 's', 'w', 'ne', 'se', 'sw', 'nw'];
  for (const by of [-2, -0.313, -0.0004, 0, 0.27, 2]) {
    for (const grip of grips) assertInside(dragged(part, grip, by, -by), `${grip} by ${by}`);
    for (const factor of [0.01, 0.5, 1, 1.7, 100]) assertInside(pinched(part, factor, by, by), `pinched ${factor}, ${by}`);
    for (const side of ['left', 'top', 'width', 'height'] as const) assertInside(numberSet(part, side, by), `${side} ${by}`);
  }
});

test('two fingers size a frame around its middle', () => {
  assert.deepEqual(pinched(part, 0.5, 0, 0), { left: 0.3, top: 0.425, width: 0.2, height: 0.25 });
  assert.deepEqual(pinched(part, 100, 0, 0), whole);
});

test('a number that is none changes nothing', () => {
  assert.equal(numberSet(part, 'width', NaN), part);
  assert.deepEqual(numberSet(part, 'left', 0.5), { ...part, left: 0.5 });
  assert.deepEqual(numberSet(whole, 'left', 0.2), { ...whole, left: 0.2, width: 0.8 });
  assert.deepEqual(numberSet(part, 'height', 0.9), { ...part, height: 0.7 });
});

test('while a frame moves it is said to; letting go and moving nowhere change no part', () => {
  const moving = changed(wholeCrop, movingTo(part)());
  assert.deepEqual(moving, { part, isMoving: true });
  assert.equal(changed(moving, movingTo({ ...part })()), moving);
  const still = changed(moving, rested(moving));
  assert.equal(still.part, moving.part);
  assert.equal(still.isMoving, false);
  assert.equal(rested(still), still);
  assert.equal(changed(still, movedTo({ ...part })()), still);
});

test('a link names exactly the frame on show', () => {
  for (const frame of [part, whole, dragged(part, 'all', 0.1234, -0.0567), pinched(part, 1.37, 0.011, 0.2)])
    assert.deepEqual(cropNamed(cropText(frame)), frame);
  assert.equal(cropText(part), '20,30,40,50');
  for (const text of ['', '20,30,40', '20,30,40,50,60', 'a,b,c,d', '70,0,40,50', '0,0,4,50', '-1,0,50,50', '0,0,NaN,50'])
    assert.equal(cropNamed(text), undefined, text);
});

test('places on a part and on the whole are each other’s, and parts of parts are parts', () => {
  const there = onWhole(part, { x: 0.25, y: 0.75 });
  assert.ok(near(there.x, 0.3) && near(there.y, 0.675));
  const back = onPart(part, there);
  assert.ok(near(back.x, 0.25) && near(back.y, 0.75));
  assert.deepEqual(fitted(partOfPart(part, { left: 0.5, top: 0, width: 0.5, height: 1 })), {
    left: 0.4,
    top: 0.3,
    width: 0.2,
    height: 0.5,
  });
  assert.equal(isWhole(whole), true);
  assert.equal(isWhole(part), false);
});
