// The engine's worker: loads the WebAssembly module and passes calls on to it.
import * as Comlink from 'comlink';
import type {
  Answer,
  Comparison,
  EngineService,
  EngineSetup,
  Explanation,
  Failure,
  LayerTime,
  Method,
  ModelInfo,
  OpenedPhoto,
  TargetKind,
} from './messages';

type OrFailure<T> = T | { error: Failure };

/** wasm/engine/engine.cc. */
interface Engine {
  loadModel(file: Uint8Array): OrFailure<ModelInfo>;
  openPhoto(file: Uint8Array, longestDisplaySidePx: number): OrFailure<OpenedPhoto>;
  predict(): OrFailure<Answer>;
  explain(method: string, target: string, classIndex: number): OrFailure<Explanation>;
  comparison(target: string, classIndex: number): OrFailure<Comparison>;
  layerTimes(): OrFailure<LayerTime[]>;
}
interface EngineModule {
  default(options: { locateFile: (name: string) => string }): Promise<{ Engine: new (threads: number) => Engine }>;
}

let engine: Engine | undefined;

function running(): Engine {
  if (!engine) throw new Error('the engine has not been started');
  return engine;
}

/**
 * Emscripten starts threads from its file's bare name. With the address that the module itself came from, they cannot be
 * of another version, and need no request.
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

const service: EngineService = {
  async start({ moduleAddress, wasmAddress, threads }: EngineSetup) {
    startThreadsFrom(moduleAddress);
    const module = (await import(/* @vite-ignore */ moduleAddress)) as EngineModule;
    const { Engine } = await module.default({
      locateFile: (name) => (name.endsWith('.wasm') ? wasmAddress : new URL(name, moduleAddress).href),
    });
    engine = new Engine(threads);
  },
  async loadModel(file: ArrayBuffer) {
    return running().loadModel(new Uint8Array(file));
  },
  async openPhoto(file: ArrayBuffer, longestDisplaySidePx: number) {
    const photo = running().openPhoto(new Uint8Array(file), longestDisplaySidePx);
    return handOver(photo, 'error' in photo ? undefined : photo.display);
  },
  async predict() {
    return running().predict();
  },
  async explain(method: Method, target: TargetKind, classIndex: number) {
    const explanation = running().explain(method, target, classIndex);
    return handOver(explanation, 'error' in explanation ? undefined : explanation.picture);
  },
  async comparison(target: TargetKind, classIndex: number) {
    return running().comparison(target, classIndex);
  },
  async layerTimes() {
    return running().layerTimes();
  },
};

Comlink.expose(service);
