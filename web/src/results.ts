// The answer as text and as a table: what a screen reader reads, and what can be copied.
import type { Decoding } from './browser-decode';
import { element } from './element';
import type { Answer, Explanation, Neighbours } from './generated/engine';
import { answerSentence, decodedSentence, decoderName, legendSentence, neighboursSentence, percent } from './sentences';

function setValue(id: string, text: string): void {
  element(id).textContent = text;
}

/** What is going on, for the eye and for assistive technology. */
export function showStatus(text: string, progress?: number): void {
  setValue('status-text', text);
  const bar = element<HTMLProgressElement>('status-progress');
  bar.hidden = progress === undefined;
  if (progress !== undefined) bar.value = progress;
}

function fillTable(buckets: string[], { probabilities, topClass }: Answer['score']): void {
  const rows = buckets.map((bucket, k) => {
    const row = document.createElement('tr');
    const years = document.createElement('th');
    years.scope = 'row';
    years.textContent = bucket;
    const probability = document.createElement('td');
    probability.textContent = percent(probabilities[k]!);
    probability.dataset['value'] = String(probabilities[k]!);
    row.classList.toggle('top', k === topClass);
    row.append(years, probability);
    return row;
  });
  element('probabilities').replaceChildren(...rows);
}

/**
 * Writes one photo's answer. The live region gets one text, which a screen reader reads out as one. program names the
 * one that has answered, where that must be told.
 */
export function showAnswer(name: string, decoding: Decoding, answer: Answer, program: string): void {
  const whose = program && `The ${program} answers: `;
  setValue('sentence', `${whose}${answerSentence(answer)} ${decodedSentence(decoding)}`.trimEnd());
  setValue('numbers-title', program ? `In numbers, by the ${program}` : 'In numbers');
  // What the photo or part before resembled keeps its room, so that the page does not jump.
  element('neighbours').classList.add('outdated');
  setValue('photo-name', name);
  setValue('decoded-by', decoderName(decoding));
  element('numbers').hidden = false;
  element<HTMLDetailsElement>('probability-details').hidden = false;
}

/** Writes the numbers of the answer on show, which may be that with parts of the photo hidden. */
export function showNumbers(buckets: string[], { score, range, milliseconds }: Answer): void {
  const top = buckets[score.topClass]!;
  const topShare = percent(score.probabilities[score.topClass]!);
  setValue('modernity-percent', `${score.modernityPercent.toFixed(1)} %`);
  setValue('modernity', `${score.modernity.toFixed(1)} of ${buckets.length}`);
  setValue('expected-year', `${Math.round(score.expectedYear)} (8 in 10: ${range})`);
  setValue('top-bucket', `${top} (${topShare})`);
  setValue('timing', `${milliseconds.toFixed(0)} ms`);
  fillTable(buckets, score);
}

/** Writes what the photo on show resembles: a live region of its own, so that the answer is not read out again. */
export function showNeighbours(neighbours: Neighbours): void {
  element('neighbours').classList.remove('outdated');
  setValue('neighbours', neighboursSentence(neighbours));
}

/** Writes how long the map took and what its colours mean. program names the one explained, where that must be told. */
export function showExplanation(explanation: Explanation, program: string): void {
  setValue('explanation-timing', `${explanation.milliseconds.toFixed(0)} ms`);
  setValue('legend', `${program && `Map of the ${program}. `}${legendSentence(explanation)}`);
  setValue('map-place', explanation.place);
}
