// What this browser can do, and which build of the engine it therefore gets.
import { relaxedSimd, simd, threads } from 'wasm-feature-detect';
import { engineVariantNames, engineVariants } from './engine-variants';
import type { EngineVariant } from './engine-variants';
import { PageError, engineUnavailable, engineUnknown, noSimd } from './errors';

const maxThreads = 4;

export interface EngineChoice {
  variant: EngineVariant;
  threads: number;
}

/** Threads need shared memory, which a browser gives only to a page that is cross-origin isolated. */
async function hasThreads(): Promise<boolean> {
  return self.crossOriginIsolated && (await threads());
}

/** The builds that can run here, the fastest first. */
async function availableVariants(): Promise<EngineVariant[]> {
  const can = { relaxedSimd: await relaxedSimd(), threads: await hasThreads() };
  return engineVariantNames.filter((name) => {
    const needs = engineVariants[name];
    return (can.relaxedSimd || !needs.relaxedSimd) && (can.threads || !needs.threads);
  });
}

/** The build that ?engine=NAME in the address requests; null without it. */
function requestedVariant(available: EngineVariant[]): EngineVariant | null {
  const name = new URLSearchParams(location.search).get('engine');
  if (name === null) return null;
  const known = engineVariantNames.find((variant) => variant === name);
  if (!known) throw new PageError(engineUnknown(name, engineVariantNames));
  if (!available.includes(known)) throw new PageError(engineUnavailable(known));
  return known;
}

/**
 * The engines for this browser, the fastest first, or the one that the page's address requests (?engine=simd). Rejects
 * with a PageError if the browser lacks SIMD, or if the requested engine does not exist or cannot run here.
 */
export async function chooseEngines(): Promise<EngineChoice[]> {
  if (typeof WebAssembly !== 'object' || !(await simd())) throw new PageError(noSimd);
  const available = await availableVariants();
  const cores = Math.max(1, Math.min(maxThreads, navigator.hardwareConcurrency || 1));
  const requested = requestedVariant(available);
  const variants = requested ? [requested] : available.filter((name) => cores > 1 || !engineVariants[name].threads);
  return variants.map((variant) => ({ variant, threads: engineVariants[variant].threads ? cores : 1 }));
}
