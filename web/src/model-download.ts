// Downloads of the site's large files: with progress, tried twice, and checked before use.
import { PageError } from './errors';
import type { PublishedFile } from './site-files';

const attempts = 2;
/** Showing progress costs more than reading, so a quick download reports only its end. */
const progressEveryMs = 250;

/** Reads a response piece by piece into one buffer of the expected size. */
async function readBody(response: Response, bytes: number, onProgress: (share: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(bytes);
  const reader = response.body!.getReader();
  let received = 0;
  let reportedMs = performance.now();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (received + value.length > bytes) throw new Error('the file is longer than it should be');
    whole.set(value, received);
    received += value.length;
    if (performance.now() - reportedMs < progressEveryMs) continue;
    reportedMs = performance.now();
    onProgress(received / bytes);
  }
  onProgress(received / bytes);
  if (received !== bytes) throw new Error(`only ${received} of ${bytes} bytes arrived`);
  return whole;
}

/** True if the bytes have the hash that the site was built with. Without HTTPS a browser offers no hash: then true. */
async function isWhole(bytes: Uint8Array<ArrayBuffer>, sha256: string): Promise<boolean> {
  if (!self.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === sha256;
}

async function attempt(file: PublishedFile, fresh: boolean, onProgress: (share: number) => void): Promise<ArrayBuffer> {
  const response = await fetch(file.address, { cache: fresh ? 'reload' : 'default' });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const bytes = await readBody(response, file.bytes, onProgress);
  if (!(await isWhole(bytes, file.sha256))) throw new Error('the file is not the one that was published');
  return bytes.buffer;
}

/** Fetches a file of the site. Rejects with a PageError whose message calls it `what`. */
export async function download(file: PublishedFile, what: string, onProgress: (share: number) => void): Promise<ArrayBuffer> {
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
