// Runs before the page's program, and says why if that cannot be loaded. A plain script, not a module: a browser loads
// modules from a server only, and only if they have the right content type.
import { showError } from './error-region';
import { notStarted, openedAsFile } from './errors';
import type { Failure } from './generated/engine';
import { loadingFailure } from './loading-failure';

function say(failure: Failure): void {
  document.documentElement.dataset['state'] = 'error';
  showError(failure, location.protocol === 'file:' ? undefined : { label: 'Reload', run: () => location.reload() });
}

/** The program's files, and the style sheets. */
const addresses = (): string[] =>
  Array.from(
    document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>('script[src], link[rel="modulepreload"], link[rel="stylesheet"]'),
    (element) => ('src' in element ? element.src : element.href),
  );

async function explain(): Promise<void> {
  for (const address of addresses()) {
    const failure = await loadingFailure(address);
    if (failure) return say(failure);
  }
  say(notStarted);
}

function onError({ target }: Event): void {
  if (target instanceof HTMLScriptElement) void explain();
}

if (location.protocol === 'file:') say(openedAsFile);
else window.addEventListener('error', onError, true);
