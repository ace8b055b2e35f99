// "Compare with ONNX Runtime Web": the same photo through a second engine. Fetched only on request, because that
// runtime is larger than the rest of the page.
import * as Comlink from 'comlink';
import workerAddress from './compare.worker?worker&url';
import type { CompareService, RuntimeAnswer } from './compare.worker';
import type { EngineClient } from './engine-client';
import { PageError } from './errors';
import type { Choice } from './generated/ui';
import { orHostFailure } from './loading-failure';
import { download } from './model-download';
import { relativeDifference } from './numeric';
import { addressOf, files, published } from './site-files';
import { startWorker } from './workers';

export interface ComparisonRow {
  what: string;
  ours: string;
  theirs: string;
}

type Report = (text: string, share?: number) => void;

const runs = 3;
let started: Promise<Comlink.Remote<CompareService>> | undefined;

async function startRuntime(threads: number, report: Report): Promise<Comlink.Remote<CompareService>> {
  const progress = (share: number) => report('Fetching the ONNX graph', share);
  const file = published(files.gradientGraph!);
  const graph = await orHostFailure(download(file, 'The ONNX graph', progress), file.address);
  report('Starting ONNX Runtime Web');
  const worker = startWorker(workerAddress, 'onnx-runtime');
  const service = Comlink.wrap<CompareService>(worker);
  const setup = {
    runtimeAddress: addressOf(files.runtime.module.path),
    helperAddress: addressOf(files.runtime.helper.path),
    wasmAddress: addressOf(files.runtime.wasm.path),
    threads,
  };
  try {
    const { runtimeAddress, helperAddress, wasmAddress } = setup;
    await orHostFailure(service.start(setup, Comlink.transfer(graph, [graph])), runtimeAddress, helperAddress, wasmAddress);
  } catch (error) {
    worker.terminate();
    if (error instanceof PageError) throw error;
    throw new PageError(
      { code: 'runtime_failed', message: 'ONNX Runtime Web could not be started', hint: 'check the connection and try again' },
      { cause: error },
    );
  }
  return service;
}

/** Our time, measured like the runtime's: forward and backward, the fastest of several runs after a first one. */
async function ourBest(engine: EngineClient, choice: Choice) {
  const { logits } = await engine.predict();
  let milliseconds = Infinity;
  for (let i = 0; i < runs; ++i) {
    const answer = await engine.predict();
    const explanation = await engine.explain({ ...choice, method: 'gradient' });
    milliseconds = Math.min(milliseconds, answer.milliseconds + explanation.milliseconds);
  }
  return { logits, milliseconds };
}

function rowsOf(ours: { logits: Float32Array; milliseconds: number }, gradient: Float32Array, theirs: RuntimeAnswer): ComparisonRow[] {
  const time = (milliseconds: number) => `${milliseconds.toFixed(0)} ms`;
  return [
    { what: 'Score and gradient, best of 3', ours: time(ours.milliseconds), theirs: time(theirs.milliseconds) },
    {
      what: 'Largest difference of the logits',
      ours: 'reference',
      theirs: relativeDifference(theirs.logits, ours.logits).toExponential(1),
    },
    {
      what: 'Largest difference of the gradient',
      ours: 'reference',
      theirs: relativeDifference(theirs.inputGradient, gradient).toExponential(1),
    },
    {
      what: 'ONNX Runtime with itself, after moving the photo by a rounding error',
      ours: '',
      theirs: theirs.roundingDifference.toExponential(1),
    },
  ];
}

/** Differences are shares of the largest value. Rejects with a PageError. */
export async function compare(engine: EngineClient, choice: Choice, report: Report): Promise<ComparisonRow[]> {
  started ??= startRuntime(engine.threads, report);
  let runtime;
  try {
    runtime = await started;
  } catch (error) {
    started = undefined;
    throw error;
  }
  report('Computing with both engines');
  const ours = await ourBest(engine, choice);
  const { input, logitsGradient, inputGradient } = await engine.comparison(choice);
  const theirs = await runtime.run(input, logitsGradient);
  return rowsOf(ours, inputGradient, theirs);
}
