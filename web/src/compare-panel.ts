// The button and the table of the comparison with ONNX Runtime Web.
import type { EngineClient } from './engine-client';
import { hideError, showError } from './error-region';
import { PageError, asPageError } from './errors';
import type { Choice } from './generated/ui';
import { isOutdated, updated } from './loading-failure';
import { files } from './site-files';

const section = document.querySelector<HTMLElement>('#compare')!;
const button = document.querySelector<HTMLButtonElement>('#compare-start')!;
const status = document.querySelector<HTMLElement>('#compare-status')!;
const table = document.querySelector<HTMLTableElement>('#compare-table')!;

async function run(engine: EngineClient, choice: Choice): Promise<void> {
  const report = (text: string, share?: number) => {
    status.textContent = share === undefined ? text : `${text}: ${Math.round(100 * share)} %`;
  };
  const { compare } = await import('./onnx-compare').catch(async (error: unknown) => {
    throw (await isOutdated()) ? new PageError(updated, { cause: error }) : error;
  });
  const rows = (await compare(engine, choice, report)).map(({ what, ours, theirs }) => {
    const row = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = what;
    row.append(head);
    for (const text of [ours, theirs]) row.insertCell().textContent = text;
    return row;
  });
  table.tBodies[0]!.replaceChildren(...rows);
  table.hidden = false;
  status.textContent =
    'Differences are shares of the largest value. Where neighbouring pixels are equal, rounding alone settles which of ' +
    'them the gradient reaches: the last row says how much.';
}

/** Offers or hides the comparison: the other engine has a graph of this site's model only. */
export function allowComparison(allowed: boolean): void {
  section.hidden = !allowed || !files.gradientGraph;
  table.hidden = true;
  status.textContent = '';
}

/** context returns the engine and the choice of the photo on show, or nothing while there is no answer. */
export function offerComparison(context: () => { engine: EngineClient; choice: Choice } | undefined): void {
  const start = async () => {
    const current = context();
    if (!current) {
      status.textContent = 'Choose a photo first.';
      return;
    }
    hideError();
    button.disabled = true;
    try {
      await run(current.engine, current.choice);
    } catch (error) {
      status.textContent = '';
      showError(asPageError(error), { label: 'Compare again', run: () => void start() });
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void start());
}
