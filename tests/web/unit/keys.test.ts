// Single keys: which presses count, and how keys are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canvasKeys, isCanvasKey, keyText, singleKeyOf, singleKeys } from '../../../web/src/keys';
import type { Pressed } from '../../../web/src/keys';

const press = (key: string, modifiers: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  shiftKey: false,
  repeat: false,
  ...modifiers,
});

test('each single key is one character, and has one meaning', () => {
  for (const { key } of singleKeys) {
    assert.equal(key.length, 1);
    assert.equal(singleKeyOf(press(key))?.key, key);
    assert.ok(!isCanvasKey(key));
  }
  assert.equal(new Set(singleKeys.map(({ key }) => key)).size, singleKeys.length);
});

test('presses with modifiers, held keys and other keys do not count', () => {
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey', 'shiftKey', 'repeat'] as const) {
    assert.equal(singleKeyOf(press('o', { [modifier]: true })), undefined);
  }
  assert.equal(singleKeyOf(press('O', { shiftKey: true })), undefined);
  assert.equal(singleKeyOf(press('q')), undefined);
  assert.equal(singleKeyOf(press('?', { shiftKey: true }))?.control, 'keys');
});

test('keys are written as they are labelled', () => {
  assert.equal(keyText('o'), 'O');
  assert.equal(keyText(' '), 'Space');
  assert.equal(keyText('ArrowLeft'), '←');
  assert.equal(keyText('Shift+Tab'), 'Shift+Tab');
  assert.ok(canvasKeys.every(({ keys }) => keys.every(isCanvasKey)));
});
