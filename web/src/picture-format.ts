// What a file is by its first bytes, whatever it is called.
import type { Failure } from './generated/engine';

interface Format {
  /** With its article: "a WebP picture". */
  name: string;
  isPicture: boolean;
  /** What a person can do who wants it scored. */
  hint: string;
}

const picture = (name: string): Format => ({
  name: `${name} picture`,
  isPicture: true,
  hint: 'export it as JPEG and try again',
});
const video: Format = { name: 'a video', isPicture: false, hint: 'save a still of it as JPEG and try again' };
const container = (name: string): Format => ({ name, isPicture: false, hint: 'save the photo in it as JPEG and try again' });

/** Signatures at the very start: Latin-1 characters, "?" for any byte. */
const signatures: [string, Format][] = [
  ['GIF8', picture('a GIF')],
  ['RIFF????WEBP', picture('a WebP')],
  ['II*\0', picture('a TIFF or raw')],
  ['MM\0*', picture('a TIFF or raw')],
  ['BM????\0\0\0\0', picture('a BMP')],
  ['\0\0\x01\0', picture('an ICO')],
  ['\xff\x0a', picture('a JPEG XL')],
  ['\0\0\0\x0cJXL ', picture('a JPEG XL')],
  ['\0\0\0\x0cjP  ', picture('a JPEG 2000')],
  ['8BPS', picture('a Photoshop')],
  ['\x1aE\xdf\xa3', video],
  ['%PDF', container('a PDF document')],
  ['PK\x03\x04', container('a ZIP archive or office document')],
];

/** Brands of ISO base media files (ISO/IEC 14496-12), the most telling first. */
const brands: [string[], Format][] = [
  [['avif', 'avis'], picture('an AVIF')],
  [['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'], picture('a HEIC')],
  [['crx '], picture('a raw')],
];

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function startsWith(text: string, signature: string): boolean {
  return text.length >= signature.length && [...signature].every((letter, i) => letter === '?' || letter === text[i]);
}

/** The kind of an ISO base media file, by the brands that its first box lists. */
function mediaFormat(start: string): Format {
  const boxBytes = [0, 1, 2, 3].reduce((size, i) => 256 * size + start.charCodeAt(i), 0);
  const listed = start.slice(8, boxBytes);
  const has = (brand: string) => Array.from({ length: listed.length / 4 }, (_, i) => listed.slice(4 * i, 4 * i + 4)).includes(brand);
  return brands.find(([names]) => names.some(has))?.[1] ?? video;
}

/** Undefined if the first bytes tell nothing. */
function formatOf(bytes: Uint8Array): Format | undefined {
  const start = latin1(bytes.subarray(0, 512));
  if (start.slice(4, 8) === 'ftyp') return mediaFormat(start);
  if (/<svg[\s>]/i.test(start)) return picture('an SVG');
  if (/^\s*<(!doctype )?html/i.test(start)) return container('a web page');
  return signatures.find(([signature]) => startsWith(start, signature))?.[1];
}

/** The first bytes as evidence: as text where most of them are letters, else in hexadecimal. */
function firstBytes(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 12);
  const isPrintable = (byte: number) => byte >= 0x20 && byte < 0x7f;
  if (start.filter(isPrintable).length >= Math.max(4, start.length / 2))
    return `"${Array.from(start, (byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.')).join('')}"`;
  return Array.from(start.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** The failure to show for a file that neither the engine nor the browser can decode. */
export function undecodable(bytes: Uint8Array): Failure {
  const hint = 'choose a JPEG or PNG file, or save the picture as one';
  if (bytes.length === 0) return { code: 'not_an_image', message: 'The file is empty', hint };
  const evidence = `it begins with ${firstBytes(bytes)}`;
  const format = formatOf(bytes);
  if (!format) return { code: 'not_an_image', message: `The file is no picture that is known here (${evidence})`, hint };
  const outcome = format.isPicture ? 'which this browser cannot decode' : 'not a picture';
  return { code: 'not_an_image', message: `The file is ${format.name} (${evidence}), ${outcome}`, hint: format.hint };
}

export interface Size {
  widthPx: number;
  heightPx: number;
}

/** The size in a JPEG's frame header (ITU-T T.81, B.2.2); undefined if the file is no JPEG or has none. */
export function jpegSize(bytes: Uint8Array): Size | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = view.getUint16(at);
    if (marker >> 8 !== 0xff) return undefined;
    // SOF0..SOF15 without DHT, JPG and DAC, which have numbers of the same range.
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return { widthPx: view.getUint16(at + 7), heightPx: view.getUint16(at + 5) };
  }
  return undefined;
}
