// Where the page says what went wrong: an alert region, which screen readers announce at once.
import { sentence } from './errors';
import type { Failure } from './generated/engine';

interface Retry {
  label: string;
  run: () => void;
}

const region = (): HTMLElement => document.querySelector<HTMLElement>('#error')!;

/** Shows a failure, with a button where trying again makes sense. */
export function showError(failure: Failure, retry?: Retry): void {
  const text = document.createElement('p');
  text.textContent = sentence(failure);
  const parts: HTMLElement[] = [text];
  if (retry) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = retry.label;
    button.addEventListener('click', () => {
      hideError();
      retry.run();
    });
    parts.push(button);
  }
  region().dataset['code'] = failure.code;
  region().replaceChildren(...parts);
  region().hidden = false;
}

export function hideError(): void {
  region().hidden = true;
  delete region().dataset['code'];
  region().replaceChildren();
}
