// What to explain and how, as ordinary form controls, in step with those on the canvas.
import type { Choice } from './generated/ui';
import { bucketTarget } from './session';

const method = document.querySelector<HTMLSelectElement>('#method')!;
const target = document.querySelector<HTMLSelectElement>('#target')!;
const opacity = document.querySelector<HTMLInputElement>('#opacity')!;
const opacityText = document.querySelector<HTMLOutputElement>('#opacity-text')!;

/** The options' values are the names of methods and targets. */
function readChoice(): Choice {
  return {
    method: method.value as Choice['method'],
    target: target.value as Choice['target'],
    opacity: Number(opacity.value) / 100,
  };
}

export function showChoice(choice: Choice): void {
  method.value = choice.method;
  target.value = choice.target;
  opacity.value = String(Math.round(choice.opacity * 100));
  opacityText.value = `${opacity.value} %`;
}

export function offerBuckets(buckets: string[]): void {
  const group = document.querySelector<HTMLOptGroupElement>('#target-buckets')!;
  group.replaceChildren(...buckets.map((bucket, k) => new Option(bucket, bucketTarget(k))));
}

/** Calls onChoice with every change; returns the choice that the controls start with. */
export function watchControls(onChoice: (choice: Choice) => void): Choice {
  for (const control of [method, target, opacity]) {
    control.addEventListener('input', () => onChoice(readChoice()));
  }
  return readChoice();
}

/** The contrast switch: starts as the system prefers; onChange is called then and with every change. */
export function watchContrast(onChange: (high: boolean) => void): void {
  const button = document.querySelector<HTMLButtonElement>('#contrast')!;
  const apply = (high: boolean) => {
    button.setAttribute('aria-pressed', String(high));
    document.documentElement.classList.toggle('high-contrast', high);
    onChange(high);
  };
  button.addEventListener('click', () => apply(button.getAttribute('aria-pressed') !== 'true'));
  apply(matchMedia('(prefers-contrast: more)').matches);
}
