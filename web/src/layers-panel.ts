// For developers: how long each layer of the network takes on this device.
import type { EngineClient } from './engine-client';
import { hideError, showError } from './error-region';
import { asPageError } from './errors';
import type { LayerTime } from './generated/engine';

const button = document.querySelector<HTMLButtonElement>('#layers-start')!;
const status = document.querySelector<HTMLElement>('#layers-status')!;
const table = document.querySelector<HTMLTableElement>('#layers-table')!;

const runs = 11;

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

interface Row {
  layer: string;
  multiplyAdds: number;
  forwardMs: number[];
  backwardMs: number[];
}

/** One row per layer, in the order of the forward pass. */
function collect(rows: Map<string, Row>, times: LayerTime[]): void {
  for (const { layer, isBackward, milliseconds, multiplyAdds } of times) {
    const row = rows.get(layer) ?? { layer, multiplyAdds, forwardMs: [], backwardMs: [] };
    rows.set(layer, row);
    (isBackward ? row.backwardMs : row.forwardMs).push(milliseconds);
  }
}

function billionsPerSecond({ multiplyAdds }: Row, milliseconds: number): string {
  return multiplyAdds > 0 ? ((2 * multiplyAdds) / milliseconds / 1e6).toFixed(0) : '';
}

function show(rows: Row[]): void {
  const lines = rows.map((row) => {
    const line = document.createElement('tr');
    const head = document.createElement('th');
    head.scope = 'row';
    head.textContent = row.layer;
    line.append(head);
    for (const series of [row.forwardMs, row.backwardMs]) {
      const milliseconds = median(series);
      line.insertCell().textContent = milliseconds.toFixed(2);
      line.insertCell().textContent = billionsPerSecond(row, milliseconds);
    }
    return line;
  });
  table.tBodies[0]!.replaceChildren(...lines);
  table.hidden = false;
  const sum = (pick: (row: Row) => number[]) => rows.reduce((all, row) => all + median(pick(row)), 0).toFixed(0);
  status.textContent = `Forward ${sum((row) => row.forwardMs)} ms, backward ${sum((row) => row.backwardMs)} ms; medians of ${runs} runs.`;
}

async function measure(engine: EngineClient): Promise<void> {
  const rows = new Map<string, Row>();
  await engine.layerTimes(); // The browser optimises code once it has run.
  for (let run = 0; run < runs; ++run) {
    status.textContent = `Measuring: ${run + 1} of ${runs}`;
    collect(rows, await engine.layerTimes());
  }
  show([...rows.values()]);
}

/** engine returns the engine, or nothing while it is being loaded. */
export function offerLayerTimes(engine: () => EngineClient | undefined): void {
  const start = async () => {
    const current = engine();
    if (!current) {
      status.textContent = 'The engine is still being loaded.';
      return;
    }
    hideError();
    button.disabled = true;
    try {
      await measure(current);
    } catch (error) {
      status.textContent = '';
      showError(asPageError(error), { label: 'Measure again', run: () => void start() });
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void start());
}
