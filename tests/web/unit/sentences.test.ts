// The answer in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeByEngine } from '../../../web/src/browser-decode';
import { answerSentence, carSentence, decodedSentence, decoderName, neighboursSentence, percent } from '../../../web/src/sentences';
import { answer, neighbours, scoredFile } from './samples';

test('an answer is a year, a share and a range', () => {
  assert.equal(
    answerSentence(answer),
    'This car looks 50 % modern, like one built around 2003. With a probability of 8 in 10 it was built in 2001-2004.',
  );
});

test('an unfamiliar photo is called that before anything else', () => {
  assert.match(answerSentence({ ...answer, isUnfamiliar: true }), /^This photo is unlike the cars .* This car looks 50 %/);
});

test('a damaged photo and another decoder are told of beside the answer', () => {
  const damaged = { ...wholeByEngine, damage: 'it ends too early' };
  assert.equal(decodedSentence(wholeByEngine), '');
  assert.equal(decodedSentence(damaged), 'The photo is damaged (it ends too early): the answer is to what can be shown of it.');
  assert.match(carSentence('car.jpg', { ...scoredFile, decoding: damaged }), /; the photo is damaged$/);
  assert.match(decodedSentence({ by: 'browser', isReduced: true, damage: '' }), /your browser, and made smaller; another/);
  assert.equal(decoderName({ by: 'engine', isReduced: true, damage: '' }), "this page's engine, and made smaller");
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
