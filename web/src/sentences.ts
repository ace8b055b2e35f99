// The answer in words: the sentences that a person reads and a screen reader reads out.
import type { Decoding } from './browser-decode';
import type { Answer, Explanation, Neighbours, SmallestChange } from './generated/engine';
import { tilesPerSide } from './generated/words.json';
import type { ScoredFile, ScoredFrame } from './messages';
import { isWhole } from './part';
import type { Part } from './part';

const unfamiliar =
  'This photo is unlike the cars that this program was fitted to, so the numbers below mean little.';

export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** How modern the car looks, and the years that hold its own in 8 of 10 photos. */
export function answerSentence({ score, range, isUnfamiliar }: Answer): string {
  return (
    (isUnfamiliar ? `${unfamiliar} ` : '') +
    `This car looks ${score.modernityPercent.toFixed(0)} % modern, like one built around ` +
    `${Math.round(score.expectedYear)}. With a probability of 8 in 10 it was built in ${range}.`
  );
}

/** Who has decoded the photo, for the numbers. */
export function decoderName({ by, isReduced }: Decoding): string {
  return (by === 'engine' ? "this page's engine" : 'your browser') + (isReduced ? ', and made smaller' : '');
}

/**
 * What its decoding means for the answer: a damaged file, or another decoder than the engine's own, which is the same
 * everywhere. Empty if there is nothing to say.
 */
export function decodedSentence(decoding: Decoding): string {
  if (decoding.damage) return `The photo is damaged (${decoding.damage}): the answer is to what can be shown of it.`;
  if (decoding.by === 'engine') return '';
  return `The photo was decoded by ${decoderName(decoding)}; another browser may answer a little differently.`;
}

/** How much of the photo is scored. */
export function cropSentence(part: Part): string {
  if (isWhole(part)) return 'The answer is for the whole photo.';
  return `The answer is for the part in the frame, ${percent(part.width * part.height)} of the photo.`;
}

/** One of two cars in few words: its name, its year and its range. */
export const yearSentence = (name: string, { score, range }: Answer): string =>
  `${name}: about ${Math.round(score.expectedYear)} (8 in 10: ${range})`;

/** How far apart two cars are by their answers; before is the kept one. */
export function twoCarsSentence(kept: Answer, current: Answer): string {
  const years = Math.round(current.score.expectedYear) - Math.round(kept.score.expectedYear);
  const distance = years === 0 ? 'as new as' : `${Math.abs(years)} years ${years > 0 ? 'newer' : 'older'} than`;
  const strange = kept.isUnfamiliar || current.isUnfamiliar;
  const doubt = strange ? ' One of the photos is unlike the cars that this program was fitted to, so that this means little.' : '';
  return `By its answer the car on show is ${distance} the kept one.${doubt}`;
}

/** One of many cars in few words: its name, its year and its range. */
export function carSentence(path: string, { expectedYear, range, isUnfamiliar, decoding }: ScoredFile): string {
  const unlike = isUnfamiliar ? '; unlike the cars that this program was fitted to' : '';
  const damaged = decoding.damage ? '; the photo is damaged' : '';
  return `${path}: about ${expectedYear.toFixed(0)} (8 in 10: ${range})${unlike}${damaged}`;
}

/** What the camera shows just now, in few words. */
export function frameSentence({ expectedYear, range, modernityPercent, isUnfamiliar }: ScoredFrame): string {
  if (isUnfamiliar) return 'Unlike the cars that this program was fitted to: point the camera at a car.';
  return `About ${expectedYear.toFixed(0)} (8 in 10: ${range}), ${modernityPercent.toFixed(0)} % modern.`;
}

/** How familiar a photo is; a dash if the model cannot tell. */
export function familiarityText({ familiarity, isUnfamiliar }: ScoredFile): string {
  if (familiarity === undefined) return '-';
  return isUnfamiliar ? `${percent(familiarity)}, unlike` : percent(familiarity);
}

/** Which cars a photo resembles. A likeness is a fact about features; nobody should take it for the car's name. */
export function neighboursSentence({ cars }: Neighbours): string {
  return (
    `Its features are nearest to: ${cars}. ` +
    'The network learnt from these cars; it does not recognise makes and models.'
  );
}

/** How far what is hidden has moved the answer. */
export function hiddenSentence(before: Answer, after: Answer): string {
  const [from, to] = [before, after].map(({ score }) => Math.round(score.expectedYear)) as [number, number];
  const moved = from === to ? `What you hid left the answer at ${from}.` : `What you hid moved the answer from ${from} to ${to}.`;
  return after.isUnfamiliar && !before.isUnfamiliar
    ? `${moved} What is left is unlike the cars that this program was fitted to, so that the answer means little.`
    : moved;
}

/** Which few tiles move the answer far, or that the search found none. */
export function smallestChangeSentence({ tiles, yearBefore, yearAfter, isEnough, isFinished }: SmallestChange): string {
  if (!isFinished) return '';
  const [from, to] = [Math.round(yearBefore), Math.round(yearAfter)];
  const hiding = `hiding ${tiles.length} of ${tilesPerSide ** 2} tiles`;
  return isEnough
    ? `H${hiding.slice(1)} moves the answer from ${from} to ${to}. This is about the arithmetic of the program, not about cars.`
    : `No few tiles were found that move the answer by ten years: ${hiding} moves it from ${from} to ${to}.`;
}

/** What the colours of the map mean. */
export function legendSentence({ isSigned, legendLow, legendHigh }: Explanation): string {
  return isSigned ? `Colours: blue is ${legendLow}, red is ${legendHigh}.` : `Colours: dark is ${legendLow}, bright is ${legendHigh}.`;
}
