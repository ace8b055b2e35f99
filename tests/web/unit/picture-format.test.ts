// Files are named by their first bytes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jpegSize, undecodable } from '../../../web/src/picture-format';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const brand = (...brands: string[]): Uint8Array =>
  bytes(`\0\0\0${String.fromCharCode(12 + 4 * brands.length)}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}mdat`);

test('pictures are named by their first bytes', () => {
  const named: [Uint8Array, RegExp][] = [
    [brand('heic', 'mif1', 'heic'), /a HEIC picture \(it begins with "\.\.\.\.ftypheic"\), which this browser cannot decode$/],
    [brand('mif1', 'avif', 'heic'), /an AVIF picture/],
    [brand('crx ', 'isom'), /a raw picture/],
    [bytes('GIF89a......'), /a GIF picture/],
    [bytes('RIFF\x10\0\0\0WEBPVP8 '), /a WebP picture/],
    [bytes('II*\0\x08\0\0\0'), /a TIFF or raw picture \(it begins with 49 49 2a 00 08 00 00 00\)/],
    [bytes('\0\0\0\x0cJXL \r\n\x87\n'), /a JPEG XL picture/],
    [bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), /an SVG picture/],
  ];
  for (const [file, words] of named) {
    const { code, message, hint } = undecodable(file);
    assert.equal(code, 'not_an_image');
    assert.match(message, words);
    assert.equal(hint, 'export it as JPEG and try again');
  }
});

test('what is no picture is called what it is', () => {
  assert.match(undecodable(brand('isom', 'mp41')).message, /a video \(.*\), not a picture$/);
  assert.match(undecodable(bytes('%PDF-1.7')).message, /a PDF document \(it begins with "%PDF-1\.7"\), not a picture$/);
  assert.match(undecodable(bytes('<!DOCTYPE html><html>')).message, /a web page/);
  assert.match(undecodable(bytes('Dear car, how old')).message, /no picture that is known here \(it begins with "Dear car, ho"\)$/);
  assert.equal(undecodable(bytes('')).message, 'The file is empty');
});

test('the size of a JPEG is read from its frame header, and hostile headers end the search', () => {
  const application = '\xff\xe0\0\x04ab';
  const frame = '\xff\xc2\0\x11\x08\x13\xb0\x1f\x40\x03';
  assert.deepEqual(jpegSize(bytes(`\xff\xd8${application}${frame}`)), { widthPx: 8000, heightPx: 5040 });
  assert.equal(jpegSize(bytes('\xff\xd8\xff\xe0\0')), undefined);
  assert.equal(jpegSize(bytes(`\xff\xd8garbage${frame}`)), undefined);
  assert.equal(jpegSize(bytes('GIF89a')), undefined);
  assert.equal(jpegSize(bytes('')), undefined);
});
