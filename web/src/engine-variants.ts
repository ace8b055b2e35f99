// The engine is built four times, each for browsers that can do more.

/** The builds' names and what they need beyond SIMD, the fastest first. Their files are engine/engine-NAME.mjs and .wasm. */
export const engineVariants = {
  'relaxed-threads': { relaxedSimd: true, threads: true },
  relaxed: { relaxedSimd: true, threads: false },
  threads: { relaxedSimd: false, threads: true },
  simd: { relaxedSimd: false, threads: false },
} as const;

export type EngineVariant = keyof typeof engineVariants;

export const engineVariantNames = Object.keys(engineVariants) as EngineVariant[];
