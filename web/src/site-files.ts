// The files beside the page's own code: the list that gather-site-files.ts makes while the page is built.
import type { EngineVariant } from './engine-variants';

/** A file of the site: its address relative to the page, its size and its SHA-256 in hexadecimal. */
export interface SiteFile {
  path: string;
  bytes: number;
  sha256: string;
}

/** A file of the site with its full address, for a worker: an address relative to the page means nothing there. */
export interface PublishedFile {
  address: string;
  bytes: number;
  sha256: string;
}

export interface ModuleFiles {
  module: SiteFile;
  wasm: SiteFile;
}

export interface SiteFiles {
  /** Compressed by zlib (RFC 1950). */
  model: SiteFile;
  /** The model's file of neighbours, compressed in the same way; null if there is none beside the model. */
  neighbours: SiteFile | null;
  /** A patch that makes the model into one that cheats, for the lesson; null if there is none beside the model. */
  cheat: SiteFile | null;
  /** Null if the site was built without the exported ONNX graph. */
  gradientGraph: SiteFile | null;
  samples: { file: string; title: string; alt: string }[];
  /** ONNX Runtime Web. */
  runtime: ModuleFiles & { helper: SiteFile };
  ui: ModuleFiles;
  engine: Record<EngineVariant, ModuleFiles>;
}

declare const SITE_FILES: SiteFiles;
export const files: SiteFiles = SITE_FILES;

/** The full address of a path relative to the page, wherever the site is deployed. */
export function addressOf(path: string): string {
  return new URL(path, document.baseURI).href;
}

export function published({ path, bytes, sha256 }: SiteFile): PublishedFile {
  return { address: addressOf(path), bytes, sha256 };
}
