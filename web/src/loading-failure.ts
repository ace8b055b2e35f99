// Why a program of the site could not be loaded: a browser does not tell, so its file is asked for once more.
import { PageError, engineBroken } from './errors';
import type { Failure } from './generated/engine';

/** The content types that browsers run as programs (WHATWG MIME Sniffing, "JavaScript MIME type"), the usual ones. */
const scriptTypes = ['text/javascript', 'application/javascript', 'application/x-javascript'];

const unreachable: Failure = {
  code: 'download_failed',
  message: "The page's program could not be downloaded",
  hint: 'check the connection and try again',
};

export const updated: Failure = {
  code: 'site_updated',
  message: 'This page is older than the files of its site, which has been updated meanwhile',
  hint: 'reload the page',
};

const missing = (name: string, status: number): Failure => ({
  code: 'file_missing',
  message: `This site's host has no file ${name} (it answered ${status})`,
  hint: 'whoever runs the site should put all of build/site there',
});

const wrongType = (name: string, type: string): Failure => ({
  code: 'wrong_type',
  message: `This site's host sends ${name} as ${type || 'a file without a type'}, and browsers run only JavaScript types`,
  hint: 'whoever runs the site should have it send .js files as text/javascript (see web/README.md)',
});

/** Whether the page that the host has now runs another program than this one: each release has its own. */
export async function isOutdated(): Promise<boolean> {
  const program = document.querySelector<HTMLScriptElement>('script[type="module"]')!.src;
  try {
    // The query keeps a service worker's copy out.
    const page = await fetch(`${location.pathname}?fresh`, { cache: 'no-store' });
    return page.ok && !(await page.text()).includes(fileName(program));
  } catch {
    return false;
  }
}

const fileName = (address: string): string => decodeURIComponent(new URL(address).pathname.split('/').pop()!);

/** What is wrong with the host's answer for a program; undefined if it is right, so that the fault lies elsewhere. */
export async function loadingFailure(address: string): Promise<Failure | undefined> {
  let response: Response;
  try {
    response = await fetch(address, { cache: 'no-store' });
  } catch {
    return unreachable;
  }
  void response.body?.cancel();
  const type = response.headers.get('Content-Type')?.split(';')[0]!.trim().toLowerCase() ?? '';
  const isPage = type === 'text/html';
  // Some hosts answer with their start page where a file is missing.
  if (!response.ok || isPage)
    return (await isOutdated()) ? updated : missing(fileName(address), response.ok ? 404 : response.status);
  const isProgram = new URL(address).pathname.endsWith('.js');
  return isProgram && !scriptTypes.includes(type) ? wrongType(fileName(address), type) : undefined;
}

/**
 * The result of work that loads files of the site; if one of these is the reason why it failed, rejects with that. An
 * engine that has broken had its files.
 */
export async function orHostFailure<T>(work: Promise<T>, ...addresses: string[]): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof PageError && error.code === engineBroken.code) throw error;
    for (const address of addresses) {
      const failure = await loadingFailure(address);
      const isTold = error instanceof PageError && error.code === failure?.code;
      if (failure && !isTold) throw new PageError(failure, { cause: error });
    }
    throw error;
  }
}
