// The failures that the page can show: what happened and what to do. shared/ reports some, the page adds its own.
import type { Failure } from './generated/engine';
import { maxFileBytes } from './generated/words.json';

/** A failure that a person will read. */
export class PageError extends Error {
  readonly code: string;
  readonly hint: string;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.code = failure.code;
    this.hint = failure.hint;
  }

  get failure(): Failure {
    return { code: this.code, message: this.message, hint: this.hint };
  }
}

export const noSimd: Failure = {
  code: 'no_simd',
  message: 'This browser cannot run WebAssembly SIMD, which the model needs',
  hint: 'use a current Firefox, Chrome, Edge or Safari (16.4 or newer)',
};

export const openedAsFile: Failure = {
  code: 'opened_as_file',
  message: 'This page was opened as a file, but browsers run such a page only from a web server',
  hint: 'in its folder run "python3 -m http.server --bind 127.0.0.1 8080", then open http://127.0.0.1:8080/',
};

export const notStarted: Failure = {
  code: 'not_started',
  message: "The page's program could not be started",
  hint: 'reload the page, or use a current Firefox, Chrome, Edge or Safari',
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

export const plainerEngine: Failure = {
  code: 'plainer_engine',
  message: 'The fastest engine failed here, perhaps for lack of memory, so a plainer one computes',
  hint: 'the answers are the same, but take longer',
};

export const noWebGl: Failure = {
  code: 'no_webgl2',
  message: 'This browser offers no WebGL 2, so the pictures are shown in a plainer way',
  hint: 'turn on hardware acceleration to get the full view; the results are the same',
};

export const graphicsLost: Failure = {
  code: 'graphics_lost',
  message: "The browser has taken the canvas's graphics away, so the pictures are shown in a plainer way",
  hint: 'the results are the same, and the full view comes back with the graphics or when you reload the page',
};

export const canvasFailed: Failure = {
  code: 'canvas_failed',
  message: 'The canvas could not be loaded, so the pictures are shown in a plainer way',
  hint: 'the results are the same; reload the page to try again',
};

export const engineBroken: Failure = {
  code: 'engine_broken',
  message: 'The engine stopped in the middle of its work, perhaps for lack of memory',
  hint: 'start it again, and close other tabs if it happens again',
};

export const engineNotLoaded: Failure = {
  code: 'engine_not_loaded',
  message: 'The engine could not be loaded',
  hint: notStarted.hint,
};

export const engineHangs: Failure = {
  ...engineBroken,
  message: 'The engine is there, but does not start',
};

export const fileTooLarge: Failure = {
  code: 'file_too_large',
  message: `The file is larger than ${maxFileBytes / 2 ** 20} MB`,
  hint: 'choose a smaller one',
};

export const addressOnly: Failure = {
  code: 'address_only',
  message: 'Only the address of a picture on another page has come, and this page never fetches from elsewhere',
  hint: 'save the picture first, then choose, drop or paste the file',
};

export const noPhotoInFolder: Failure = {
  code: 'no_photo_in_folder',
  message: 'The folder has no photo',
  hint: 'drop one with JPEG or PNG files in it or below',
};

/** Why there is no camera, by what getUserMedia rejected with. */
export function cameraFailure(error: unknown): Failure {
  const name = error instanceof DOMException ? error.name : '';
  const instead = 'or choose a photo instead';
  if (name === 'NotAllowedError')
    return {
      code: 'camera_refused',
      message: 'The browser was not allowed to use the camera',
      hint: `allow it for this site in the browser's settings, ${instead}`,
    };
  if (name === 'NotReadableError')
    return {
      code: 'camera_busy',
      message: 'The camera cannot be read, perhaps because another program uses it',
      hint: `close that program, ${instead}`,
    };
  return { code: 'no_camera', message: 'The browser found no camera that it can use', hint: `connect one, ${instead}` };
}

export const noCheat: Failure = {
  code: 'no_cheat',
  message: 'This site has no program that cheats',
  hint: "build it with the project's own model",
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

/** "Message: hint." */
export function sentence({ message, hint }: { message: string; hint: string }): string {
  const first = message.charAt(0).toUpperCase() + message.slice(1);
  return hint ? `${first}: ${hint}.` : `${first}.`;
}
