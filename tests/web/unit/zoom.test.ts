// Zoomed pictures: what stays in place, where it stops, and what fingers and windows have to do with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fingers } from '../../../web/src/fingers';
import { onWhole, whole } from '../../../web/src/part';
import {
  isZoomed,
  largestScale,
  notZoomed,
  panned,
  position,
  positioned,
  windowOf,
  zoomedAt,
} from '../../../web/src/zoom';

const near = (a: number, b: number, message: string) => assert.ok(Math.abs(a - b) < 1e-9, `${message}: ${a} is not ${b}`);

test('the place under the pointer stays there while the pictures are enlarged', () => {
  const at = { x: 0.3, y: 0.8 };
  let zoom = notZoomed;
  const place = onWhole(windowOf(zoom), at);
  for (const factor of [1.5, 1.5, 2, 0.7]) {
    zoom = zoomedAt(zoom, factor, at);
    const now = onWhole(windowOf(zoom), at);
    near(now.x, place.x, `x at ${zoom.scale}`);
    near(now.y, place.y, `y at ${zoom.scale}`);
  }
});

test('what is shown never leaves the picture, and the whole is the end', () => {
  for (const at of [{ x: 0, y: 0 }, { x: 1, y: 1 }, { x: 0.9, y: 0.1 }]) {
    let zoom = zoomedAt(notZoomed, 1000, at);
    assert.equal(zoom.scale, largestScale);
    zoom = panned(zoom, -100, 100);
    const { left, top, width, height } = windowOf(zoom);
    assert.deepEqual([left, top, width, height], [1 - 1 / largestScale, 0, 1 / largestScale, 1 / largestScale]);
    zoom = zoomedAt(zoom, 1e-6, at);
    assert.deepEqual(zoom, notZoomed);
    assert.equal(windowOf(zoom), whole);
  }
  assert.equal(isZoomed(zoomedAt(zoomedAt(notZoomed, 1.5, { x: 0.5, y: 0.5 }), 1 / 1.5, { x: 0.5, y: 0.5 })), false);
});

test('pictures go with the pointer that pans them', () => {
  const zoom = zoomedAt(notZoomed, 4, { x: 0.5, y: 0.5 });
  const before = onWhole(windowOf(zoom), { x: 0.2, y: 0.2 });
  const after = onWhole(windowOf(panned(zoom, 0.3, 0.1)), { x: 0.5, y: 0.3 });
  near(after.x, before.x, 'x');
  near(after.y, before.y, 'y');
});

test('a position between the edges is the one that was set', () => {
  const zoom = zoomedAt(notZoomed, 3, { x: 0.5, y: 0.5 });
  for (const at of [{ x: 0, y: 1 }, { x: 0.25, y: 0.6 }]) {
    const { x, y } = position(positioned(zoom, at));
    near(x, at.x, 'x');
    near(y, at.y, 'y');
  }
  assert.deepEqual(position(notZoomed), { x: 0.5, y: 0.5 });
});

test('one finger moves, two spread, and a third changes nothing', () => {
  const fingers = new Fingers();
  fingers.down(1, { x: 10, y: 10 });
  fingers.move(1, { x: 30, y: 15 });
  assert.deepEqual(fingers.motion(), { middle: { x: 30, y: 15 }, byX: 20, byY: 5, factor: 1 });
  fingers.down(2, { x: 130, y: 15 });
  assert.deepEqual(fingers.motion(), { middle: { x: 80, y: 15 }, byX: 0, byY: 0, factor: 1 });
  fingers.move(2, { x: 230, y: 15 });
  fingers.down(3, { x: 0, y: 900 });
  fingers.move(3, { x: 500, y: 0 });
  fingers.move(1, { x: 130, y: 15 });
  assert.deepEqual(fingers.motion(), { middle: { x: 180, y: 15 }, byX: 50, byY: 0, factor: 0.5 });
  assert.equal(fingers.move(4, { x: 0, y: 0 }), false);
  assert.equal(fingers.up(1), true);
  assert.equal(fingers.up(1), false);
  assert.equal(fingers.count, 2);
});

test('fingers that meet do not spread without end', () => {
  const fingers = new Fingers();
  fingers.down(1, { x: 5, y: 5 });
  fingers.down(2, { x: 5, y: 5 });
  fingers.move(2, { x: 45, y: 35 });
  assert.ok(fingers.motion().factor < 10);
});
