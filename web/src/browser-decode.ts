// The browser's own picture decoder, for files that the engine's does not take. Runs in the engine's worker.

/** How a file became pixels. */
export interface Decoding {
  by: 'engine' | 'browser';
  /** Whether the pixels are fewer than the file's. */
  isReduced: boolean;
  /** What is wrong with the file, one clause; empty if nothing is, or nobody has looked. */
  damage: string;
}

/** As most photos are. */
export const wholeByEngine: Decoding = { by: 'engine', isReduced: false, damage: '' };

/** Pixels as the engine takes them: rgba is [heightPx, widthPx, 4], alpha not premultiplied. */
export interface Pixels {
  rgba: Uint8ClampedArray<ArrayBuffer>;
  widthPx: number;
  heightPx: number;
  isReduced: boolean;
}

/** Larger files are made smaller: below the engine's own limit, and what every browser's canvas can hold. */
const longestFileSidePx = 4096;

/** The first picture in a file, upright. Undefined if the browser cannot decode it. */
export async function decodeInBrowser(bytes: Uint8Array<ArrayBuffer>): Promise<Pixels | undefined> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' }).catch(() => undefined);
  return bitmap && pixelsOf(bitmap, longestFileSidePx);
}

/** The pixels of a bitmap, fewer if it is longer than longestSidePx. Closes the bitmap. */
export function pixelsOf(bitmap: ImageBitmap, longestSidePx: number): Pixels {
  const scale = Math.min(1, longestSidePx / Math.max(bitmap.width, bitmap.height));
  const widthPx = Math.max(1, Math.round(scale * bitmap.width));
  const heightPx = Math.max(1, Math.round(scale * bitmap.height));
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, widthPx, heightPx);
  bitmap.close();
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  return { rgba: data as Uint8ClampedArray<ArrayBuffer>, widthPx, heightPx, isReduced: scale < 1 };
}
