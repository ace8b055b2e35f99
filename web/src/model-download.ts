// Large files of the site: with progress, tried twice, and checked before use.
import { PageError } from './errors';
import { addressOf } from './site-files';
import type { SiteFile } from './site-files';

const attempts = 2;

/** Reads a response piece by piece into one buffer of the expected size; a compressed file is expanded as it arrives. */
async function readBody(response: Response, file: SiteFile, onProgress: (share: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, compressed } = file;
  const whole = new Uint8Array(bytes);
  const body = compressed ? response.body!.pipeThrough(new DecompressionStream('deflate')) : response.body!;
  const reader = body.getReader();
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (received + value.length > bytes) throw new Error('the file is longer than it should be');
    whole.set(value, received);
    received += value.length;
    onProgress(received / bytes);
  }
  if (received !== bytes) throw new Error(`only ${received} of ${bytes} bytes arrived`);
  return whole;
}

/** True if the bytes have the hash that the site was built with. Without HTTPS a browser offers no hash: then true. */
async function isWhole(bytes: Uint8Array<ArrayBuffer>, sha256: string): Promise<boolean> {
  if (!self.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

async function attempt(file: SiteFile, fresh: boolean, onProgress: (share: number) => void): Promise<ArrayBuffer> {
  const response = await fetch(addressOf(file.path), { cache: fresh ? 'reload' : 'default' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const bytes = await readBody(response, file, onProgress);
  if (!(await isWhole(bytes, file.sha256))) throw new Error('the file is not the one that was published');
  return bytes.buffer;
}

/** Fetches a file of the site. Rejects with a PageError that names it as `what`. */
export async function download(file: SiteFile, what: string, onProgress: (share: number) => void): Promise<ArrayBuffer> {
  let reason = '';
  for (let i = 0; i < attempts; ++i) {
    try {
      return await attempt(file, i > 0, onProgress);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  throw new PageError({
    code: 'download_failed',
    message: `${what} could not be downloaded (${reason})`,
    hint: 'check the connection and try again',
  });
}
