// The list of files beside the page's own code, made at build time by site-files.ts of the Vite configuration.
import type { EngineVariant } from './engine-variants';

/** A file of the site: its address relative to the page, its size and its SHA-256 in hexadecimal. */
export interface SiteFile {
  path: string;
  bytes: number;
  sha256: string;
  /** True if it lies there compressed by zlib (RFC 1950); size and hash are then those of what comes out. */
  compressed?: boolean;
}

export interface ModuleFiles {
  module: SiteFile;
  wasm: SiteFile;
}

export interface SiteFiles {
  model: SiteFile;
  /** Null if the site was built without the exported ONNX graph. */
  gradientGraph: SiteFile | null;
  samples: { file: string; title: string; alt: string }[];
  ui: ModuleFiles;
  engine: Record<EngineVariant, ModuleFiles>;
}

declare const SITE_FILES: SiteFiles;
export const files: SiteFiles = SITE_FILES;

/** The full address of a path relative to the page, wherever the site is deployed. */
export function addressOf(path: string): string {
  return new URL(path, document.baseURI).href;
}
