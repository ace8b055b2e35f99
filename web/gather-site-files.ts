// What the page fetches besides its own code: gathered into public/ before Vite looks there, and listed with sizes and
// hashes in a constant that the page is built with. A file's hash in its name lets a host cache it for ever, and an older
// page can never get a newer file in its place. The built site gets the listed files and no other: public/ may hold files
// of older builds.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Plugin } from 'vite';
import { samplePictures } from './sample-pictures';
import { engineVariantNames } from './src/engine-variants';
import type { ModuleFiles, SiteFile, SiteFiles } from './src/site-files';
import { escape, generatedWords } from './words';

const web = import.meta.dirname ?? dirname(new URL(import.meta.url).pathname);
const publicFolder = join(web, 'public');
const models = resolve(web, '../models');
const runtime = join(web, 'node_modules/onnxruntime-web/dist');
const build = 'build the WebAssembly modules first';

/** The weight file that the site is built with. */
export const modelFile = process.env.DEEPCARS_MODEL ?? join(models, 'deepcars-resnet18.safetensors');

/** A patch of the shipped model, which the lesson about a model that cheats needs. */
const cheatFile = 'planted-cue.safetensors';

/** The metadata in a weight file's header; see shared/weights/README.md. */
function weightMetadata(file: string): Record<string, string> {
  const bytes = readFileSync(file);
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0)));
  return (JSON.parse(header.toString('utf8')) as { __metadata__?: Record<string, string> }).__metadata__ ?? {};
}

/** Whether the one file is a patch of the model in the other. */
function isPatchOf(patch: string, model: string): boolean {
  if (!existsSync(patch)) return false;
  const { id } = JSON.parse(weightMetadata(model)['deepcars'] ?? '{}') as { id?: string };
  return id !== undefined && weightMetadata(patch)['deepcars_patch_of'] === id;
}

/** engine/engine-simd.wasm as engine/engine-simd-0123456789ab.wasm. */
function withHash(path: string, sha256: string): string {
  const name = basename(path);
  const end = name.indexOf('.');
  return `${dirname(path)}/${name.slice(0, end)}-${sha256.slice(0, 12)}${name.slice(end)}`;
}

/** The files of one site: what is gathered, and what the built site takes from public/. */
class Gathering {
  /** Paths in public/, and what they are in the site. */
  readonly taken: { from: string; to: string }[] = [];

  /** A development server serves public/ as it is, so only a build gives a file's name its hash. */
  constructor(private readonly isBuild: boolean) {}

  /** Takes a file that lies in public/ already. */
  take(path: string, hint: string): SiteFile {
    const { bytes, sha256 } = this.look(path, hint);
    const to = this.isBuild ? withHash(path, sha256) : path;
    this.taken.push({ from: path, to });
    return { path: this.isBuild ? to : `${path}?v=${sha256.slice(0, 12)}`, bytes: bytes.length, sha256 };
  }

  /** Takes a file under its own name: other files of the site have its address in them. */
  takeNamed(path: string, hint: string): void {
    this.look(path, hint);
    this.taken.push({ from: path, to: path });
  }

  private look(path: string, hint: string) {
    const file = join(publicFolder, path);
    if (!existsSync(file)) throw new Error(`web/public/${path} is missing: ${hint}`);
    const bytes = readFileSync(file);
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  }

  /** Copies a file into public/, unless the same one is there. Another may have had its name before. */
  bring(from: string, path: string): string {
    const target = join(publicFolder, path);
    if (!existsSync(target) || !readFileSync(target).equals(readFileSync(from))) {
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(from, target);
    }
    return path;
  }

  /** Brings a file compressed, for hosts that send files of kinds they do not know uncompressed. */
  bringCompressed(from: string, path: string): SiteFile {
    const target = join(publicFolder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, deflateSync(readFileSync(from), { level: 9 }));
    return this.take(path, from);
  }

  takeModule(path: string): ModuleFiles {
    return { module: this.take(`${path}.js`, build), wasm: this.take(`${path}.wasm`, build) };
  }
}

function gather(gathering: Gathering): SiteFiles {
  const model = modelFile;
  if (!existsSync(model)) throw new Error(`${model} is missing: train one, or name one in DEEPCARS_MODEL`);
  const { neighboursFile } = generatedWords();
  const neighbours = join(dirname(model), neighboursFile);
  const cheat = join(dirname(model), cheatFile);
  const pictures = resolve(process.env.DEEPCARS_SAMPLES ?? join(models, 'samples'));
  const samples = samplePictures(pictures);
  for (const { file } of samples) gathering.takeNamed(gathering.bring(join(pictures, file), `samples/${file}`), pictures);

  // Many hosts have no type for .mjs, and a browser runs no module without the right one.
  const bringRuntime = (file: string) =>
    gathering.take(gathering.bring(join(runtime, file), `ort/${file.replace(/\.mjs$/, '.js')}`), runtime);
  for (const file of ['favicon.svg', 'manifest.json', 'icon-192.png', 'icon-512.png']) gathering.takeNamed(file, 'restore it');
  gathering.takeNamed('ui/font.otf', build);
  const graph = 'model/deepcars-gradient.onnx';
  return {
    model: gathering.bringCompressed(model, 'model/deepcars-resnet18.safetensors.zlib'),
    neighbours: existsSync(neighbours)
      ? gathering.bringCompressed(neighbours, `model/${neighboursFile}.zlib`)
      : null,
    cheat: isPatchOf(cheat, model) ? gathering.bringCompressed(cheat, `model/${cheatFile}.zlib`) : null,
    gradientGraph: existsSync(join(publicFolder, graph)) ? gathering.take(graph, 'export it') : null,
    samples,
    runtime: {
      module: bringRuntime('ort.wasm.min.mjs'),
      helper: bringRuntime('ort-wasm-simd-threaded.mjs'),
      wasm: bringRuntime('ort-wasm-simd-threaded.wasm'),
    },
    ui: gathering.takeModule('ui/ui'),
    engine: Object.fromEntries(
      engineVariantNames.map((name) => [name, gathering.takeModule(`engine/engine-${name}`)]),
    ) as SiteFiles['engine'],
  };
}

/** A sample's button; the page enables it once it can be used. */
const sampleButton = ({ file, title, alt }: SiteFiles['samples'][number]) =>
  `<li><button type="button" class="sample" data-file="${escape(file)}" disabled>` +
  `<img src="samples/${encodeURIComponent(file)}" alt="${escape(alt)}" loading="lazy" width="112" height="84" />` +
  `<span>${escape(title)}</span></button></li>`;

/** Vite must not copy public/ itself (build.copyPublicDir). */
export function siteFiles(): Plugin {
  let gathering: Gathering;
  let files: SiteFiles;
  return {
    name: 'deepcars-site-files',
    config(_, { command, isPreview }) {
      // A preview only serves what is built.
      if (isPreview) return {};
      gathering = new Gathering(command === 'build');
      files = gather(gathering);
      return { define: { SITE_FILES: JSON.stringify(files) } };
    },
    // The gallery stands in the page itself, so that nothing moves when the page's code is there. After Vite's own work,
    // which would look for the pictures beside the page's sources.
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<!-- samples -->', files.samples.map(sampleButton).join('')),
    },
    writeBundle({ dir }) {
      for (const { from, to } of gathering.taken) {
        const target = join(dir!, to);
        mkdirSync(dirname(target), { recursive: true });
        copyFileSync(join(publicFolder, from), target);
      }
    },
  };
}
