// What the page fetches besides its own code: gathered into public/ before Vite looks there, and listed with sizes and
// hashes in a constant that the page is built with. A file's hash in its address lets a host cache it for ever.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { engineVariantNames } from './src/engine-variants';
import type { ModuleFiles, SiteFile, SiteFiles } from './src/site-files';

const web = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const publicFolder = join(web, 'public');
const models = resolve(web, '../models');
const runtime = join(web, 'node_modules/onnxruntime-web/dist');

/** Copies a file into public/ unless the same one is there. */
function bring(from: string, to: string): void {
  const target = join(publicFolder, to);
  const source = statSync(from);
  const present = statSync(target, { throwIfNoEntry: false });
  if (present && present.size === source.size && present.mtimeMs >= source.mtimeMs) return;
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(from, target);
}

function describe(path: string): SiteFile {
  const bytes = readFileSync(join(publicFolder, path));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { path: `${path}?v=${sha256.slice(0, 12)}`, bytes: bytes.length, sha256 };
}

/** Brings a file compressed, for hosts that send files they do not know as they are. */
function bringCompressed(from: string, to: string): SiteFile {
  const target = join(publicFolder, to);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, deflateSync(readFileSync(from), { level: 9 }));
  return describe(to);
}

function required(path: string, hint: string): SiteFile {
  if (!existsSync(join(publicFolder, path))) throw new Error(`web/public/${path} is missing: ${hint}`);
  return describe(path);
}

const build = 'build the WebAssembly modules first';

function moduleFiles(path: string): ModuleFiles {
  return { module: required(`${path}.mjs`, build), wasm: required(`${path}.wasm`, build) };
}

function gather(): SiteFiles {
  const model = process.env.DEEPCARS_MODEL ?? join(models, 'deepcars-resnet18.safetensors');
  if (!existsSync(model)) throw new Error(`${model} is missing: train one, or name one in DEEPCARS_MODEL`);
  const samples = JSON.parse(readFileSync(join(models, 'samples/samples.json'), 'utf8')) as SiteFiles['samples'];
  for (const { file } of samples) bring(join(models, 'samples', file), `samples/${file}`);

  const runtimeFiles = ['ort.wasm.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'];
  for (const file of runtimeFiles) bring(join(runtime, file), `ort/${file}`);

  required('ui/font.otf', build);
  const graph = 'model/deepcars-gradient.onnx';
  return {
    model: bringCompressed(model, 'model/deepcars-resnet18.safetensors.zlib'),
    gradientGraph: existsSync(join(publicFolder, graph)) ? describe(graph) : null,
    samples,
    ui: moduleFiles('ui/ui'),
    engine: Object.fromEntries(
      engineVariantNames.map((name) => [name, moduleFiles(`engine/engine-${name}`)]),
    ) as SiteFiles['engine'],
  };
}

export function siteFiles(): Plugin {
  return {
    name: 'deepcars-site-files',
    // A preview only serves what is built.
    config: (_, { isPreview }) => (isPreview ? {} : { define: { SITE_FILES: JSON.stringify(gather()) } }),
  };
}
