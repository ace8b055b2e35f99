// Strokes and tiles: what is hidden after which of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as hiding from '../../../web/src/hiding';
import { hiddenSentence, smallestChangeSentence } from '../../../web/src/sentences';
import { answer, hidden, smallestChange } from './samples';

const nothing = hiding.nothingHidden('blurred');
const at = (x: number, y = 0.5) => ({ x, y });

test('a stroke takes every move until it ends', () => {
  let state = hiding.strokeBegun(nothing, 'brush', 0.1, at(0.1));
  state = hiding.strokeContinued(state, at(0.2));
  state = hiding.strokeContinued(state, at(0.3));
  state = hiding.strokeEnded(state);
  assert.deepEqual(state.strokes, [{ hides: true, shape: 'line', width: 0.1, places: [at(0.1), at(0.2), at(0.3)] }]);
  assert.equal(hiding.strokeContinued(state, at(0.4)), state, 'after its end a stroke does not grow');
});

test('a rectangle keeps its first corner', () => {
  let state = hiding.strokeBegun(nothing, 'rectangle', 0.1, at(0.1, 0.2));
  for (const x of [0.3, 0.8]) state = hiding.strokeContinued(state, at(x, 0.9));
  assert.deepEqual(state.strokes, [{ hides: true, shape: 'rectangle', places: [at(0.1, 0.2), at(0.8, 0.9)] }]);
});

test('fifty steps are undone and redone; a new stroke ends redoing', () => {
  let state = nothing;
  for (let i = 0; i < 50; ++i) state = hiding.tileTurned(state, i % 7, Math.floor(i / 7) % 7);
  const all = state.strokes;
  for (let i = 0; i < 50; ++i) state = hiding.undone(state);
  assert.deepEqual(state.strokes, []);
  assert.equal(hiding.undone(state), state);
  for (let i = 0; i < 50; ++i) state = hiding.redone(state);
  assert.deepEqual(state.strokes, all);
  state = hiding.tileTurned(hiding.undone(state), 6, 6);
  assert.equal(hiding.redone(state), state);
});

test('showing everything is a step that can be undone', () => {
  const one = hiding.tileTurned(nothing, 1, 1);
  const shown = hiding.everythingShown(one);
  assert.equal(hiding.hidesSomething(shown), false);
  assert.equal(hiding.everythingShown(shown), shown);
  assert.deepEqual(hiding.undone(shown).strokes, one.strokes);
});

test('a tile is hidden and shown again, by itself or as part of a rectangle', () => {
  let state = hiding.tileTurned(nothing, 2, 3);
  assert.equal(hiding.tileIsHidden(state, 2, 3), true);
  for (const [row, column] of [[2, 2], [2, 4], [1, 3], [3, 3]] as const)
    assert.equal(hiding.tileIsHidden(state, row, column), false, `tile ${row}, ${column}`);
  state = hiding.tileTurned(state, 2, 3);
  assert.equal(hiding.tileIsHidden(state, 2, 3), false);
  state = hiding.strokeContinued(hiding.strokeBegun(state, 'rectangle', 0.1, at(1, 1)), at(0.5, 0.5));
  assert.equal(hiding.tileIsHidden(state, 6, 6), true);
  assert.equal(hiding.tileIsHidden(state, 3, 3), false, 'a rectangle that covers half of a tile');
  assert.equal(hiding.tileIsHidden(hiding.everythingShown(state), 6, 6), false);
});

test('tiles are those of the part, and strokes lie on the whole photo', () => {
  const part = { left: 0.5, top: 0.25, width: 0.35, height: 0.7 };
  const state = hiding.tileTurned(nothing, 1, 2, part);
  assert.equal(hiding.tileIsHidden(state, 1, 2, part), true);
  assert.equal(hiding.tileIsHidden(state, 2, 1, part), false);
  const [stroke] = state.strokes;
  assert.ok(stroke?.shape === 'rectangle');
  const [{ x: left, y: top }, { x: right, y: bottom }] = stroke.places;
  const expected = [0.6, 0.35, 0.65, 0.45];
  [left, top, right, bottom].forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-9, `${value}`));
  const all = hiding.strokeContinued(hiding.strokeBegun(nothing, 'rectangle', 0.1, at(0.5, 0)), at(1, 1));
  assert.equal(hiding.tileIsHidden(all, 6, 6, part), true, 'a rectangle of the whole photo that covers the part');
});

test('a line is as wide on the whole photo as on the part that it was drawn on', () => {
  const shape = { widthPx: 400, heightPx: 200 };
  assert.equal(hiding.widthOnWhole(0.1, { left: 0, top: 0, width: 1, height: 1 }, shape), 0.1);
  // 100 x 100 pixels
  assert.equal(hiding.widthOnWhole(0.1, { left: 0, top: 0, width: 0.25, height: 0.5 }, shape), 0.025);
});

test('a stroke that was none leaves no trace', () => {
  const one = hiding.tileTurned(nothing, 1, 1);
  const begun = hiding.strokeBegun(one, 'brush', 0.1, at(0.5));
  assert.deepEqual(hiding.strokeDropped(begun).strokes, one.strokes);
  assert.equal(hiding.strokeDropped(one), one);
});

test('a sentence says how far the answer moved', () => {
  assert.equal(hiddenSentence(answer, hidden.answer), 'What you hid moved the answer from 2003 to 2010.');
  assert.equal(hiddenSentence(answer, answer), 'What you hid left the answer at 2003.');
  const strange = { ...hidden.answer, isUnfamiliar: true };
  assert.match(hiddenSentence(answer, strange), /unlike the cars/);
});

test('a sentence says which few tiles move the answer far, or that none do', () => {
  assert.match(smallestChangeSentence(smallestChange), /^Hiding 2 of 49 tiles moves the answer from 2003 to 2013\./);
  const little = { ...smallestChange, yearAfter: 2005, isEnough: false };
  assert.match(smallestChangeSentence(little), /^No few tiles .*: hiding 2 of 49 tiles moves it from 2003 to 2005\.$/);
  assert.equal(smallestChangeSentence({ ...smallestChange, isFinished: false }), '');
});

test('every place of the photo is in a tile', () => {
  assert.equal(hiding.tileAt(at(0, 0)), 0);
  assert.equal(hiding.tileAt(at(1, 0)), 6);
  assert.equal(hiding.tileAt(at(0.5, 0.5)), 24);
  assert.equal(hiding.tileAt(at(1, 1)), 48);
});
