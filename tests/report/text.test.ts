import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixed, intervalText, valueText } from '../../native/report/page/text';

test('a number has that many digits, and a tie goes to the even one', () => {
  assert.equal(fixed(3.14159, 2), '3.14');
  assert.equal(fixed(0.125, 2), '0.12');
  assert.equal(fixed(0.375, 2), '0.38');
  assert.equal(fixed(2.5, 0), '2');
  assert.equal(fixed(3.5, 0), '4');
  assert.equal(fixed(-0.125, 2), '-0.12');
  assert.equal(fixed(1.005, 2), '1.00'); // The double is below 1.005: no tie.
  assert.equal(fixed(1.015, 2), '1.01'); // And so is this one.
  assert.equal(fixed(7, 3), '7.000');
});

test('values and intervals say what is not defined', () => {
  assert.equal(valueText(0.347, true), '34.7 %');
  assert.equal(valueText(3.98, false), '3.98');
  assert.equal(valueText(null, true), '-');
  assert.equal(intervalText([0.31, 0.382], true), '31.0 .. 38.2');
  assert.equal(intervalText([1.5, 2.25], false), '1.50 .. 2.25');
  assert.equal(intervalText(null, false), '-');
});
