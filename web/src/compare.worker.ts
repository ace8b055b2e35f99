// The second engine's worker: ONNX Runtime Web with the exported gradient graph.
import * as Comlink from 'comlink';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { relativeDifference } from './numeric';

/** The part of the runtime that is used; its types come from the package, its code from the site. */
interface Runtime {
  env: { wasm: { numThreads: number; wasmPaths: { mjs: string; wasm: string } } };
  InferenceSession: { create(model: Uint8Array, options: object): Promise<InferenceSession> };
  Tensor: new (type: 'float32', values: Float32Array, shape: number[]) => Tensor;
}

export interface RuntimeSetup {
  runtimeAddress: string;
  helperAddress: string;
  wasmAddress: string;
  threads: number;
}

export interface RuntimeAnswer {
  logits: Float32Array;
  inputGradient: Float32Array;
  /**
   * How much the gradient changes when the input changes by a rounding error, as a share of its largest value. Where
   * two pixels tie in max pooling, or a ReLU's input is almost zero, rounding decides which path the gradient takes.
   * No two engines can agree there, so their difference must be compared with this.
   */
  roundingDifference: number;
  /** Forward and backward in one run, the fastest of several. */
  milliseconds: number;
}

const runs = 3;
/** fp32 sums of a few thousand terms differ by about this share when the terms are added in another order. */
const roundingError = 4e-6;
/** The graph raises gradients below this floor before they pass a ReLU; the lowest float leaves them as they are. */
const noFloor = -3.4028234663852886e38;

let runtime: Runtime | undefined;
let session: InferenceSession | undefined;

const service = {
  async start({ runtimeAddress, helperAddress, wasmAddress, threads }: RuntimeSetup, graph: ArrayBuffer): Promise<void> {
    runtime = (await import(/* @vite-ignore */ runtimeAddress)) as Runtime;
    runtime.env.wasm.numThreads = threads;
    runtime.env.wasm.wasmPaths = { mjs: helperAddress, wasm: wasmAddress };
    session = await runtime.InferenceSession.create(new Uint8Array(graph), { executionProviders: ['wasm'] });
  },

  /** input is [3,S,S], logitsGradient [K]. */
  async run(input: Float32Array, logitsGradient: Float32Array): Promise<RuntimeAnswer> {
    const side = Math.round(Math.sqrt(input.length / 3));
    const feeds = {
      image: new runtime!.Tensor('float32', input, [1, 3, side, side]),
      logits_gradient: new runtime!.Tensor('float32', logitsGradient, [1, logitsGradient.length]),
      relu_floor: new runtime!.Tensor('float32', new Float32Array([noFloor]), []),
    };
    let milliseconds = Infinity;
    let results = await session!.run(feeds);
    for (let i = 0; i < runs; ++i) {
      const start = performance.now();
      results = await session!.run(feeds);
      milliseconds = Math.min(milliseconds, performance.now() - start);
    }
    const sign = (i: number) => (Math.imul(i + 1, 0x9e3779b1) & 0x8000_0000 ? -1 : 1); // Knuth's multiplicative hash
    const moved = input.map((value, i) => value * (1 + sign(i) * roundingError));
    const image = new runtime!.Tensor('float32', moved, [1, 3, side, side]);
    const inputGradient = results['input_gradient']!.data as Float32Array;
    const again = (await session!.run({ ...feeds, image }))['input_gradient']!.data as Float32Array;
    return {
      roundingDifference: relativeDifference(again, inputGradient),
      logits: results['logits']!.data as Float32Array,
      inputGradient,
      milliseconds,
    };
  },
};

export type CompareService = typeof service;
Comlink.expose(service);
