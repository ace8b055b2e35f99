// What this browser can do.

/**
 * The smallest module with a SIMD instruction (WebAssembly Core Specification 2.0, binary format):
 * one function of type [] -> [v128] with the body i32.const 0, i8x16.splat.
 */
const simdProbe = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type section: [] -> [v128]
  ...[0x03, 0x02, 0x01, 0x00], // function section
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // code section
]);

export function hasSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(simdProbe);
}

/** Threads need shared memory, which a browser gives only to a page that is cross-origin isolated. */
export const mostThreads = 4;

export function threadCount(): number {
  if (!self.crossOriginIsolated) return 1;
  return Math.max(1, Math.min(mostThreads, navigator.hardwareConcurrency || 1));
}
