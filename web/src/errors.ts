// Every failure ends as words on the page: what happened, what to do, and a button where trying again makes sense.
import type { Failure } from './messages';

/** A failure with a person as its reader. */
export class PageError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.code = failure.code;
    this.hint = failure.hint;
  }
}

export const noSimd: Failure = {
  code: 'no_simd',
  message: 'This browser cannot run WebAssembly SIMD, which the model needs',
  hint: 'use a current Firefox, Chrome, Edge or Safari (16.4 or newer)',
};

export const engineUnknown = (name: string, known: string[]): Failure => ({
  code: 'engine_unknown',
  message: `There is no engine "${name}"`,
  hint: `choose one of ${known.join(', ')}, or leave ?engine= out of the address`,
});

export const engineUnavailable = (name: string): Failure => ({
  code: 'engine_unavailable',
  message: `The engine "${name}" cannot run in this browser or on a page without cross-origin isolation`,
  hint: 'leave ?engine= out of the address',
});

export const noWebGl: Failure = {
  code: 'no_webgl2',
  message: 'This browser offers no WebGL 2, so the pictures are shown in a plainer way',
  hint: 'turn on hardware acceleration to get the full view; the results are the same',
};

export const engineBroken: Failure = {
  code: 'engine_broken',
  message: 'The engine stopped in the middle of its work, perhaps for lack of memory',
  hint: 'start it again, and close other tabs if it happens again',
};

export const fileTooLarge: Failure = {
  code: 'file_too_large',
  message: 'The file is larger than 64 MB',
  hint: 'choose a smaller one',
};

export const notReady: Failure = {
  code: 'not_ready',
  message: 'The engine is still being loaded',
  hint: 'try again in a moment',
};

export function asPageError(error: unknown): PageError {
  if (error instanceof PageError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new PageError(
    { code: 'unexpected', message: `Something went wrong: ${text}`, hint: 'reload the page' },
    { cause: error },
  );
}

/** "message; hint." as a sentence. */
export function sentence({ message, hint }: { message: string; hint: string }): string {
  const first = message.charAt(0).toUpperCase() + message.slice(1);
  return hint ? `${first}: ${hint}.` : `${first}.`;
}

interface Retry {
  label: string;
  run: () => void;
}

const region = (): HTMLElement => document.querySelector<HTMLElement>('#error')!;

/** Shows a failure in the page's alert region, which screen readers announce at once. */
export function showError(error: unknown, retry?: Retry): void {
  const failure = asPageError(error);
  const text = document.createElement('p');
  text.textContent = sentence({ message: failure.message, hint: failure.hint });
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
