// Pictures to give to the page.
import { deflateSync } from 'node:zlib';

export interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  let crc = 0xffffffff;
  for (const byte of body) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(~crc >>> 0, 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/**
 * A drawn car of a given hue before sky and road, as a PNG file (W3C PNG specification, 8-bit RGB). grain is the
 * largest random deviation of a value, noise the seed of these deviations.
 */
export function drawnCar(name: string, hue: number, width = 330, height = 220, grain = 12, noise = 1): TestFile {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  let seed = noise;
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) {
      const u = x / width;
      const v = y / height;
      const wheel = [0.3, 0.7].some((centre) => Math.hypot((u - centre) * 1.5, v - 0.7) < 0.09);
      const body = v > 0.45 && v < 0.7 && u > 0.12 && u < 0.88;
      const cabin = v > 0.28 && v <= 0.45 && Math.abs(u - 0.48) < 0.1 + (v - 0.28) * 0.6;
      const ground = v > 0.72 ? [90, 88, 86] : [150, 180 - 60 * v, 220 - 90 * v];
      const paint = [200 * hue, 60 + 80 * u, 210 * (1 - hue)];
      const color = wheel ? [25, 25, 28] : body ? paint : cabin ? [70, 95, 110] : ground;
      for (const [i, value] of color.entries()) {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        const deviation = ((seed >>> 8) / 2 ** 23 - 1) * grain;
        rows[y * (1 + 3 * width) + 1 + 3 * x + i] = Math.max(0, Math.min(255, Math.round(value + deviation)));
      }
    }
  }
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))];
  return { name, mimeType: 'image/png', buffer: Buffer.concat([signature, ...chunks]) };
}
