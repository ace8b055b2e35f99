// The browser's own picture decoder, for files that the engine's does not take. Runs in the engine's worker.
import { jpegSize } from './picture-format';

/** Which decoder made a photo's pixels; "reduced" if they were made fewer at once. */
export type DecodedBy = 'engine' | 'browser' | 'browser, reduced';

/** Pixels as the engine takes them: rgba is [heightPx, widthPx, 4], alpha not premultiplied. */
export interface Pixels {
  rgba: Uint8ClampedArray<ArrayBuffer>;
  widthPx: number;
  heightPx: number;
  decodedBy: DecodedBy;
}

/** Larger files are made smaller: below the engine's own limit, and what every browser's canvas can hold. */
const longestFileSidePx = 4096;
/** JPEGs with more pixels are refused before memory is taken for them: a gigabyte, as RGBA. */
const maxJpegPixels = 250_000_000;

/** Whether the browser may succeed where the engine has failed with this code. */
export function browserMayDecode(code: string, bytes: Uint8Array): boolean {
  if (code !== 'image_too_large') return code === 'not_an_image';
  const size = jpegSize(bytes);
  return size !== undefined && size.widthPx * size.heightPx <= maxJpegPixels;
}

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
  return { rgba: data as Uint8ClampedArray<ArrayBuffer>, widthPx, heightPx, decodedBy: scale < 1 ? 'browser, reduced' : 'browser' };
}
