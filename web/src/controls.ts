// What to explain and how, as ordinary form controls, in step with those on the canvas.
import type { Choice } from './generated/ui';
import { targetBuckets } from './page-words';
import { bucketTarget, differenceTarget } from './session';

const method = document.querySelector<HTMLSelectElement>('#method')!;
const methodAnswers = document.querySelector<HTMLElement>('#method-answers')!;
const target = document.querySelector<HTMLSelectElement>('#target')!;
const other = document.querySelector<HTMLSelectElement>('#target-other')!;
const opacity = document.querySelector<HTMLInputElement>('#opacity')!;
const opacityText = document.querySelector<HTMLOutputElement>('#opacity-text')!;

/** The options' values are the names of methods and targets; those of the second list are buckets' numbers. */
function readChoice(): Choice {
  const chosen = target.value as Choice['target'];
  const [bucket] = targetBuckets(chosen);
  const against = other.value === '' ? undefined : Number(other.value);
  const differs = bucket !== undefined && against !== undefined && against !== bucket;
  return {
    method: method.value as Choice['method'],
    target: differs ? differenceTarget(bucket, against) : chosen,
    opacity: Number(opacity.value) / 100,
  };
}

export function showChoice(choice: Choice): void {
  const [bucket, against] = targetBuckets(choice.target);
  method.value = choice.method;
  methodAnswers.textContent = method.selectedOptions[0]?.title ?? '';
  target.value = bucket === undefined ? choice.target : bucketTarget(bucket);
  other.value = against === undefined ? '' : String(against);
  other.disabled = bucket === undefined;
  opacity.value = String(Math.round(choice.opacity * 100));
  opacityText.value = `${opacity.value} %`;
}

export function offerBuckets(buckets: string[]): void {
  const group = document.querySelector<HTMLOptGroupElement>('#target-buckets')!;
  group.replaceChildren(...buckets.map((bucket, k) => new Option(bucket, bucketTarget(k))));
  other.replaceChildren(other.options[0]!, ...buckets.map((bucket, k) => new Option(bucket, String(k))));
}

/** Calls onChoice with every change; returns the choice that the controls start with. */
export function watchControls(onChoice: (choice: Choice) => void): Choice {
  for (const control of [method, target, other, opacity]) {
    control.addEventListener('input', () => onChoice(readChoice()));
  }
  return readChoice();
}

/** The button that ends an explanation early; it is there only while one is under way. */
export function watchStop(onStop: () => void): void {
  document.querySelector<HTMLButtonElement>('#stop-explaining')!.addEventListener('click', onStop);
}

export function offerStop(offered: boolean): void {
  document.querySelector<HTMLButtonElement>('#stop-explaining')!.hidden = !offered;
}

const replay = document.querySelector<HTMLInputElement>('#replay')!;
const replayText = document.querySelector<HTMLOutputElement>('#replay-text')!;

/** The slider that shows earlier steps of the map again. */
export function watchReplay(onStep: (step: number) => void): void {
  replay.addEventListener('input', () => onStep(Number(replay.value) - 1));
}

/** How many steps there are, and which is on show, counted from 0. */
export function showReplay({ steps, shown }: { steps: number; shown: number }): void {
  replay.disabled = steps < 2;
  replay.max = String(Math.max(1, steps));
  replay.value = String(shown + 1);
  replayText.value = steps < 2 ? 'one step' : `step ${shown + 1} of ${steps}`;
}
