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

const bitmapOf = (bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> =>
  createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image' });

/** The first picture in a file, upright but for a WebP: see turnsWebP. Undefined if the browser cannot decode it. */
export async function decodeInBrowser(bytes: Uint8Array<ArrayBuffer>): Promise<Pixels | undefined> {
  const bitmap = await bitmapOf(bytes).catch(() => undefined);
  return bitmap && pixelsOf(bitmap, longestFileSidePx);
}

/** A WebP of 2 x 1 pixels, stored with EXIF orientation 6. */
const turnedWebP =
  'UklGRk4AAABXRUJQVlA4WAoAAAAIAAAAAQAAAAAAVlA4TA4AAAAvAQAAAAcQEf0PRET/A0VYSUYaAAAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAA=';
let turns: Promise<boolean> | undefined;

/** Whether this browser obeys the EXIF orientation of a WebP, as it does a JPEG's. Chromium and Firefox do not. */
export function turnsWebP(): Promise<boolean> {
  turns ??= bitmapOf(Uint8Array.from(atob(turnedWebP), (letter) => letter.charCodeAt(0))).then(
    ({ height }) => height === 2,
    () => false,
  );
  return turns;
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
