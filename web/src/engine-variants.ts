// The four builds of the engine, for browsers with different features.

/** The builds' names and what they need beyond SIMD, the fastest first. Files: engine/engine-NAME.js and .wasm. */
export const engineVariants = {
  'relaxed-threads': { relaxedSimd: true, threads: true },
  threads: { relaxedSimd: false, threads: true },
  relaxed: { relaxedSimd: true, threads: false },
  simd: { relaxedSimd: false, threads: false },
} as const;

export type EngineVariant = keyof typeof engineVariants;

export const engineVariantNames = Object.keys(engineVariants) as EngineVariant[];
