// The engine's worker: loads the WebAssembly module and passes calls on to it.
import * as Comlink from 'comlink';
import { decodeInBrowser, pixelsOf, turnsWebP } from './browser-decode';
import type { Decoding, Pixels } from './browser-decode';
import { PageError } from './errors';
import type { Engine, Failure, Picture } from './generated/engine';
import { maskOf } from './hidden-mask';
import { keepFile, keptFile } from './kept-files';
import type { KeptKind } from './kept-files';
import type { EngineService, EngineSetup, OrFailure } from './messages';
import { download } from './model-download';
import type { PublishedFile } from './site-files';
import { fetchWasmModule } from './wasm-module';

type EngineModule = import('./generated/engine').MainModule;

/** A camera's frames are scored at this length, which costs less; the still is scored as it is. */
const longestFrameSidePx = 640;

/** Set by start; calls that come before the engine is there wait for it. */
let starting: Promise<Engine> | undefined;
/** The side of the network's input, of the model that is loaded. */
let inputSizePx = 0;
/** The model's file: a network that was made random for a test gets its weights back from it. */
let modelFile = new ArrayBuffer(0);

async function running(): Promise<Engine> {
  if (!starting) throw new Error('the engine has not been started');
  return starting;
}

/**
 * Emscripten starts threads from its file's bare name. With the module's own address instead, they cannot be of
 * another version, and need no request.
 */
function startThreadsFrom(moduleAddress: string): void {
  self.Worker = class extends Worker {
    constructor(_: string | URL, options?: WorkerOptions) {
      super(moduleAddress, options);
    }
  };
}

/** Hands a picture's memory over instead of copying it. */
function handOver<T>(result: T, picture: { rgba: Uint8ClampedArray<ArrayBuffer> } | undefined): T {
  return picture ? Comlink.transfer(result as T & object, [picture.rgba.buffer]) : result;
}

/** Expands zlib-compressed data. Writing it in one piece takes two thirds of the time of a Blob's stream. */
async function expand(file: ArrayBuffer): Promise<ArrayBuffer> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const [expanded] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(new Uint8Array(file)),
    writer.close(),
  ]);
  return expanded;
}

/** A picture as a small file. */
function jpegOf({ widthPx, heightPx, rgba }: Picture): Promise<Blob> {
  const canvas = new OffscreenCanvas(widthPx, heightPx);
  canvas.getContext('2d')!.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0);
  return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.8 });
}

async function startEngine({ moduleAddress, wasmAddress, threads }: EngineSetup, onFetched: () => void): Promise<Engine> {
  startThreadsFrom(moduleAddress);
  const start = await fetchWasmModule<EngineModule>(moduleAddress, wasmAddress);
  onFetched();
  const { Engine } = await start();
  return new Engine(threads);
}

/** What the engine's decoder notes beside the pixels. */
interface Noted {
  damage: string;
  reducedBy: number;
}

/**
 * What the engine makes of a photo: of the file or, if it cannot decode that, of the browser's pixels. fromFile and
 * fromPixels are the engine's two ways to do the same; orientation is the EXIF orientation that the browser has left.
 */
async function decoded<T extends Noted>(
  engine: Engine,
  file: ArrayBuffer,
  fromFile: (bytes: Uint8Array) => OrFailure<T>,
  fromPixels: (pixels: Pixels, orientation: number) => OrFailure<T>,
): Promise<OrFailure<Omit<T, keyof Noted> & { decoding: Decoding }>> {
  const bytes = new Uint8Array(file);
  const own = fromFile(bytes);
  if (!('error' in own)) {
    const { damage, reducedBy, ...made } = own;
    return { ...made, decoding: { by: 'engine', isReduced: reducedBy > 1, damage } };
  }
  const failure = own.error as Failure;
  const pixels = failure.code === 'not_an_image' ? await decodeInBrowser(bytes) : undefined;
  if (!pixels) return { error: failure };
  const taken = fromPixels(pixels, (await turnsWebP()) ? 1 : engine.orientationLeft(bytes));
  if ('error' in taken) return { error: taken.error as Failure };
  const { damage, reducedBy: _, ...made } = taken;
  return { ...made, decoding: { by: 'browser', isReduced: pixels.isReduced, damage } };
}

/**
 * Has the engine load a file of the site: the one kept from an earlier visit, if that still works, else a download,
 * which is then kept. what names it in a failure.
 */
async function loadSiteFile<T extends object>(
  kind: KeptKind,
  what: string,
  file: PublishedFile,
  load: (bytes: ArrayBuffer) => Promise<OrFailure<T>>,
  onProgress: (share: number) => void,
): Promise<OrFailure<T>> {
  const kept = await keptFile(kind, file.address);
  if (kept) {
    const loaded = await load(kept);
    if (!('error' in loaded)) return loaded;
  }
  try {
    const downloaded = await expand(await download(file, what, onProgress));
    const loaded = await load(downloaded);
    if (!('error' in loaded)) void keepFile(kind, file.address, downloaded);
    return loaded;
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    return { error: error.failure };
  }
}

const service: EngineService = {
  async start(setup: EngineSetup, onFetched: () => void) {
    starting = startEngine(setup, onFetched);
    await starting;
  },
  async loadSiteModel(file: PublishedFile, onProgress: (share: number) => void) {
    return loadSiteFile('model', 'The model', file, service.loadModel, onProgress);
  },
  async loadModel(file: ArrayBuffer) {
    const model = (await running()).loadModel(new Uint8Array(file));
    if (!('error' in model)) {
      inputSizePx = model.inputSizePx;
      modelFile = file;
    }
    return model;
  },
  async loadSiteNeighbours(file: PublishedFile) {
    const load = async (bytes: ArrayBuffer) => (await running()).loadNeighbours(new Uint8Array(bytes));
    return loadSiteFile('neighbours', 'The file of neighbours', file, load, () => {});
  },
  async loadSiteCheat(file: PublishedFile) {
    const engine = await running();
    const load = async (bytes: ArrayBuffer) => engine.loadCheat(new Uint8Array(bytes));
    const model = await loadSiteFile('cheat', 'The cheating program', file, load, () => {});
    if ('error' in model) return model;
    const marks = engine.marks();
    return 'error' in marks ? { error: marks.error as Failure } : { model, marks };
  },
  async letCheatAnswer(cheatAnswers) {
    return (await running()).letCheatAnswer(cheatAnswers);
  },
  async stamp(mark, place, longestDisplaySidePx) {
    const picture = (await running()).stamp(mark, place, longestDisplaySidePx);
    return handOver(picture, 'error' in picture ? undefined : picture);
  },
  async removeMark(longestDisplaySidePx) {
    const picture = (await running()).removeMark(longestDisplaySidePx);
    return handOver(picture, 'error' in picture ? undefined : picture);
  },
  async otherAnswer(strokes, shape, part, fill) {
    return (await running()).otherAnswer(maskOf(strokes, shape, part, inputSizePx), fill);
  },
  async openPhoto(file: ArrayBuffer, longestDisplaySidePx: number) {
    const engine = await running();
    const opened = await decoded(
      engine,
      file,
      (bytes) => engine.openPhoto(bytes, longestDisplaySidePx),
      ({ rgba, widthPx, heightPx }, orientation) => engine.openPixels(rgba, widthPx, heightPx, orientation, longestDisplaySidePx),
    );
    if ('error' in opened) return opened;
    return handOver(opened, opened.picture);
  },
  async scorePhoto(file: ArrayBuffer, path: string, thumbnailSidePx: number) {
    const engine = await running();
    const scored = await decoded(
      engine,
      file,
      (bytes) => engine.scorePhoto(bytes, path, thumbnailSidePx),
      ({ rgba, widthPx, heightPx }, orientation) =>
        engine.scorePixels(rgba, widthPx, heightPx, orientation, path, thumbnailSidePx),
    );
    if ('error' in scored) return scored;
    return { ...scored, thumbnail: await jpegOf(scored.thumbnail) };
  },
  async scoreFrame(frame: ImageBitmap) {
    const { rgba, widthPx, heightPx } = pixelsOf(frame, longestFrameSidePx);
    const scored = (await running()).scorePixels(rgba, widthPx, heightPx, 1, '', 0);
    if ('error' in scored) return { error: scored.error as Failure };
    const { thumbnail, csvRow, damage, reducedBy, ...answer } = scored;
    return answer;
  },
  async csvHeader() {
    return (await running()).csvHeader();
  },
  async csvFailure(path, errorCode) {
    return (await running()).csvFailure(path, errorCode);
  },
  async predict() {
    return (await running()).predict();
  },
  async crop(part, longestDisplaySidePx) {
    const picture = (await running()).crop(part, longestDisplaySidePx);
    return handOver(picture, 'error' in picture ? undefined : picture);
  },
  async hide(strokes, shape, part, fill) {
    const hidden = (await running()).hide(maskOf(strokes, shape, part, inputSizePx), fill);
    return handOver(hidden, 'error' in hidden ? undefined : hidden.veil);
  },
  async keepPhoto() {
    return (await running()).keepPhoto();
  },
  async hideKept(strokes, shape, part, fill) {
    const hidden = (await running()).hideKept(maskOf(strokes, shape, part, inputSizePx), fill);
    return handOver(hidden, 'error' in hidden ? undefined : hidden.veil);
  },
  async nearestCars(count) {
    return (await running()).nearestCars(count);
  },
  async beginExplanation(method, target) {
    return (await running()).beginExplanation(method, target);
  },
  async beginKeptExplanation(method, target) {
    return (await running()).beginKeptExplanation(method, target);
  },
  async stepExplanation() {
    const explanation = (await running()).stepExplanation();
    return handOver(explanation, 'error' in explanation ? undefined : explanation.picture);
  },
  async drawMap(values, isSigned) {
    const picture = (await running()).drawMap(values, isSigned);
    return handOver(picture, 'error' in picture ? undefined : picture);
  },
  async beginSmallestChange(fill) {
    return (await running()).beginSmallestChange(fill);
  },
  async stepSmallestChange() {
    return (await running()).stepSmallestChange();
  },
  async beginCurves(fill) {
    return (await running()).beginCurves(fill);
  },
  async stepCurves() {
    return (await running()).stepCurves();
  },
  async beginRandomisation() {
    return (await running()).beginRandomisation(new Uint8Array(modelFile));
  },
  async stepRandomisation() {
    const redrawn = (await running()).stepRandomisation();
    return handOver(redrawn, 'error' in redrawn ? undefined : redrawn.picture);
  },
  async comparison(target) {
    return (await running()).comparison(target);
  },
  async layerTimes() {
    return (await running()).layerTimes();
  },
};

Comlink.expose(service);
