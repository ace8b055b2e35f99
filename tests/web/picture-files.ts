// Picture files of kinds that the engine does not decode, made from scratch or with the browser's own encoders.
import type { Page } from '@playwright/test';
import type { TestFile } from './support';

/** Numbers of so many bytes, big-endian. */
function bigEndian(bytes: number, ...numbers: number[]): Buffer {
  const buffer = Buffer.alloc(bytes * numbers.length);
  numbers.forEach((number, i) => buffer.writeUIntBE(number, bytes * i, bytes));
  return buffer;
}

/**
 * A GIF (version 89a) of flat pictures that follow each other, each of one colour [r, g, b]. The LZW codes are the
 * literal ones, with a clear code before the table can grow beyond 9 bits.
 */
export function gif(name: string, width: number, height: number, colors: [number, number, number][]): TestFile {
  const palette = Buffer.alloc(3 * 256);
  colors.forEach((color, i) => palette.set(color, 3 * i));
  const screen = Buffer.alloc(7);
  screen.writeUInt16LE(width, 0);
  screen.writeUInt16LE(height, 2);
  screen[4] = 0xf7; // A palette of 256 colours.
  const picture = (color: number): Buffer => {
    const codes: number[] = [];
    for (let i = 0; i < width * height; ++i) codes.push(...(i % 200 === 0 ? [256] : []), color);
    codes.push(257);
    const bits = codes.map((code) => code.toString(2).padStart(9, '0').split('').reverse().join('')).join('');
    const bytes = Buffer.from((bits.match(/.{1,8}/g) ?? []).map((eight) => parseInt(eight.split('').reverse().join(''), 2)));
    const blocks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 255) {
      const block = bytes.subarray(at, at + 255);
      blocks.push(Buffer.from([block.length]), block);
    }
    const place = Buffer.alloc(10);
    place[0] = 0x2c;
    place.writeUInt16LE(width, 5);
    place.writeUInt16LE(height, 7);
    return Buffer.concat([place, Buffer.from([8]), ...blocks, Buffer.from([0])]);
  };
  const buffer = Buffer.concat([Buffer.from('GIF89a'), screen, palette, ...colors.map((_, i) => picture(i)), Buffer.from(';')]);
  return { name, mimeType: 'image/gif', buffer };
}

/** A drawing of a car by the browser, encoded by its canvas in a type that it can write: image/webp, image/jpeg. */
export async function canvasPicture(page: Page, name: string, mimeType: string, width = 330, height = 220): Promise<TestFile> {
  const base64 = await page.evaluate(
    async ([type, w, h]) => {
      const canvas = new OffscreenCanvas(w, h);
      const context = canvas.getContext('2d')!;
      const fill = (color: string, x: number, y: number, across: number, down: number) => {
        context.fillStyle = color;
        context.fillRect(x * w, y * h, across * w, down * h);
      };
      fill('#9ab4dc', 0, 0, 1, 1);
      fill('#5a5856', 0, 0.72, 1, 0.28);
      fill('#c83c28', 0.12, 0.45, 0.76, 0.25);
      fill('#465f6e', 0.35, 0.28, 0.3, 0.17);
      const blob = await canvas.convertToBlob({ type, quality: 0.9 });
      if (blob.type !== type) throw new Error(`this browser writes no ${type}`);
      const address = await new Promise<string>((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result as string);
        reader.readAsDataURL(blob);
      });
      return address.slice(address.indexOf(',') + 1);
    },
    [mimeType, width, height] as const,
  );
  return { name, mimeType, buffer: Buffer.from(base64, 'base64') };
}

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([bigEndian(4, body.length + 8), Buffer.from(type, 'latin1'), body]);
};
/** A box with version and flags. */
const fullBox = (type: string, version: number, ...parts: Buffer[]): Buffer => box(type, bigEndian(4, version * 2 ** 24), ...parts);

/**
 * An AVIF (AV1 Image File Format 1.1) of one flat colour: a key frame of the browser's own AV1 encoder in a container
 * made here. side is the length of its sides in pixels.
 */
export async function avif(page: Page, name: string, color: string, side = 64): Promise<TestFile> {
  const frame = await page.evaluate(
    async ([fill, px]) => {
      const canvas = new OffscreenCanvas(px, px);
      const context = canvas.getContext('2d')!;
      context.fillStyle = fill;
      context.fillRect(0, 0, px, px);
      return new Promise<number[]>((done, fail) => {
        const encoder = new VideoEncoder({
          output: (chunk) => {
            const bytes = new Uint8Array(chunk.byteLength);
            chunk.copyTo(bytes);
            done([...bytes]);
          },
          error: fail,
        });
        encoder.configure({ codec: 'av01.0.04M.08', width: px, height: px, bitrate: 1e6 });
        const picture = new VideoFrame(canvas, { timestamp: 0 });
        encoder.encode(picture, { keyFrame: true });
        picture.close();
        void encoder.flush();
      });
    },
    [color, side] as const,
  );
  const data = Buffer.from(frame);
  const properties = box(
    'ipco',
    fullBox('ispe', 0, bigEndian(4, side, side)),
    box('av1C', Buffer.from([0x81, 4, 0x0c, 0])),
    fullBox('pixi', 0, Buffer.from([3, 8, 8, 8])),
  );
  const association = fullBox('ipma', 0, bigEndian(4, 1), bigEndian(2, 1), Buffer.from([3, 1, 0x82, 3]));
  const brands = box('ftyp', Buffer.from('avif'), bigEndian(4, 0), Buffer.from('avifmif1miaf'));
  const meta = (dataAt: number): Buffer =>
    fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, bigEndian(4, 0), Buffer.from('pict'), bigEndian(4, 0, 0, 0), Buffer.from([0])),
      fullBox('pitm', 0, bigEndian(2, 1)),
      fullBox('iloc', 0, Buffer.from([0x44, 0]), bigEndian(2, 1, 1, 0, 1), bigEndian(4, dataAt, data.length)),
      fullBox('iinf', 0, bigEndian(2, 1), fullBox('infe', 2, bigEndian(2, 1, 0), Buffer.from('av01\0'))),
      box('iprp', properties, association),
    );
  const dataAt = brands.length + meta(0).length + 8;
  return { name, mimeType: 'image/avif', buffer: Buffer.concat([brands, meta(dataAt), box('mdat', data)]) };
}

/** The first box of a HEIC, as an iPhone writes it, and nothing behind it. */
export const heicStart = (name: string): TestFile => ({
  name,
  mimeType: 'image/heic',
  buffer: box('ftyp', Buffer.from('heic'), bigEndian(4, 0), Buffer.from('mif1heic')),
});

/** An EXIF block that holds nothing but the orientation. */
function exifBlock(orientation: number): Buffer {
  const entry = Buffer.concat([bigEndian(2, 274, 3), bigEndian(4, 1), bigEndian(2, orientation, 0)]);
  return Buffer.concat([Buffer.from('MM\0*'), bigEndian(4, 8), bigEndian(2, 1), entry, bigEndian(4, 0)]);
}

/** The WebP with that EXIF orientation (WebP Container Specification). */
export function webpWithOrientation({ buffer, ...file }: TestFile, width: number, height: number, orientation: number): TestFile {
  const chunk = (name: string, data: Buffer): Buffer => {
    const head = Buffer.from(`${name}....`);
    head.writeUInt32LE(data.length, 4);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const isExtended = buffer.toString('latin1', 12, 16) === 'VP8X';
  const extension = Buffer.alloc(10);
  extension[0] = (isExtended ? buffer[20]! : 0) | 8; // There is EXIF.
  extension.writeUIntLE(width - 1, 4, 3);
  extension.writeUIntLE(height - 1, 7, 3);
  const chunks = [chunk('VP8X', extension), buffer.subarray(isExtended ? 30 : 12), chunk('EXIF', exifBlock(orientation))];
  return { ...file, buffer: chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks])) };
}

/** The same JPEG with an EXIF block that says how to turn it (TIFF 6.0, tag 274). */
export function withOrientation({ buffer, ...file }: TestFile, orientation: number): TestFile {
  const exif = Buffer.concat([Buffer.from('Exif\0\0'), exifBlock(orientation)]);
  const segment = Buffer.concat([bigEndian(2, 0xffe1, exif.length + 2), exif]);
  return { ...file, buffer: Buffer.concat([buffer.subarray(0, 2), segment, buffer.subarray(2)]) };
}
