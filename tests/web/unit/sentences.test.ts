// The answer in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerSentence, neighboursSentence, percent } from '../../../web/src/sentences';
import { answer, neighbours } from './samples';

test('an answer is a year, a share and a range', () => {
  assert.equal(
    answerSentence(answer),
    'This car looks 50 % modern, like one built around 2003. With a probability of 8 in 10 it was built in 2001-2004.',
  );
});

test('an unfamiliar photo is called that before anything else', () => {
  assert.match(answerSentence({ ...answer, isUnfamiliar: true }), /^This photo is unlike the cars .* This car looks 50 %/);
});

test('neighbours are cars with similar features, not the name of the car', () => {
  assert.equal(
    neighboursSentence(neighbours),
    'Its features are nearest to: 1965 Ford Mustang, 1968 Dodge Charger. ' +
      'The network learnt from these cars; it does not recognise makes and models.',
  );
});

test('small shares keep a decimal', () => {
  assert.equal(percent(0.0312), '3.1 %');
  assert.equal(percent(0.312), '31 %');
});
