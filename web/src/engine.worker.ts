// The engine's worker: loads the WebAssembly module and passes calls on to it.
import * as Comlink from 'comlink';
import { PageError } from './errors';
import { keepModel, keptModel } from './kept-model';
import type { Engine } from './generated/engine';
import type { EngineService, EngineSetup } from './messages';
import { download } from './model-download';
import type { PublishedFile } from './site-files';

type EngineModule = typeof import('./generated/engine');

/** Set by start; calls that come before the engine is there wait for it. */
let starting: Promise<Engine> | undefined;

async function running(): Promise<Engine> {
  if (!starting) throw new Error('the engine has not been started');
  return starting;
}

/**
 * Emscripten starts threads from its file's bare name. With the module's own address instead, they cannot be of
 * another version, and need no request.
 */
function startThreadsFrom(moduleAddress: string): void {
  self.Worker = class extends Worker {
    constructor(_: string | URL, options?: WorkerOptions) {
      super(moduleAddress, options);
    }
  };
}

/** Hands a picture's memory over instead of copying it. */
function handOver<T>(result: T, picture: { rgba: Uint8ClampedArray<ArrayBuffer> } | undefined): T {
  return picture ? Comlink.transfer(result as T & object, [picture.rgba.buffer]) : result;
}

/** Expands zlib-compressed data. Writing it in one piece takes two thirds of the time of a Blob's stream. */
async function expand(file: ArrayBuffer): Promise<ArrayBuffer> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const [expanded] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(new Uint8Array(file)),
    writer.close(),
  ]);
  return expanded;
}

async function startEngine({ moduleAddress, wasmAddress, threads }: EngineSetup): Promise<Engine> {
  startThreadsFrom(moduleAddress);
  const module = (await import(/* @vite-ignore */ moduleAddress)) as EngineModule;
  const instance = await module.default({
    locateFile: (name: string) => (name.endsWith('.wasm') ? wasmAddress : new URL(name, moduleAddress).href),
  });
  return new instance.Engine(threads);
}

const service: EngineService = {
  async start(setup: EngineSetup) {
    starting = startEngine(setup);
    await starting;
  },
  async loadSiteModel(file: PublishedFile, onProgress: (share: number) => void) {
    const kept = await keptModel(file.address);
    if (kept) {
      const model = await service.loadModel(kept);
      if (!('error' in model)) return model;
    }
    try {
      const downloaded = await expand(await download(file, 'The model', onProgress));
      const model = await service.loadModel(downloaded);
      if (!('error' in model)) void keepModel(file.address, downloaded);
      return model;
    } catch (error) {
      if (!(error instanceof PageError)) throw error;
      return { error: error.failure };
    }
  },
  async loadModel(file: ArrayBuffer) {
    return (await running()).loadModel(new Uint8Array(file));
  },
  async openPhoto(file: ArrayBuffer, longestDisplaySidePx: number) {
    const photo = (await running()).openPhoto(new Uint8Array(file), longestDisplaySidePx);
    return handOver(photo, 'error' in photo ? undefined : photo);
  },
  async predict() {
    return (await running()).predict();
  },
  async explain(method, target) {
    const explanation = (await running()).explain(method, target);
    return handOver(explanation, 'error' in explanation ? undefined : explanation.picture);
  },
  async comparison(target) {
    return (await running()).comparison(target);
  },
  async layerTimes() {
    return (await running()).layerTimes();
  },
};

Comlink.expose(service);
