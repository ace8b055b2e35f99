// Packs page.ts with the libraries it needs, and page.css, into a C++ file: node bundle.mjs OUTPUT.cc
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));

/** The licences of the packages that are in the bundle, as their terms ask of copies. */
function licences(inputs) {
  const packages = new Set(Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]));
  packages.delete(undefined);
  const texts = new Map();
  for (const name of [...packages].sort()) {
    const folder = join(here, 'node_modules', name);
    const file = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENCE'].map((f) => join(folder, f)).find(existsSync);
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = file ? readFileSync(file, 'utf8').trim() : `${about.license}, ${JSON.stringify(about.author ?? '')}`;
    texts.set(text, [...(texts.get(text) ?? []), `${name} ${about.version}`]);
  }
  return [...texts].map(([text, names]) => `${names.join(', ')}\n\n${text}`).join('\n\n----\n\n');
}

async function script() {
  const { outputFiles, metafile } = await build({
    absWorkingDir: here,
    entryPoints: ['page.ts'],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    write: false,
    metafile: true,
    legalComments: 'none',
  });
  return `${outputFiles[0].text}/*\n${licences(metafile.inputs).replaceAll('*/', '* /')}\n*/\n`;
}

async function style() {
  const { outputFiles } = await build({ absWorkingDir: here, entryPoints: ['page.css'], minify: true, write: false });
  return outputFiles[0].text;
}

function constant(name, text) {
  for (const end of ['</script', '</style', '<!--', ')deepcars"']) {
    if (text.toLowerCase().includes(end)) throw new Error(`${name} contains ${end}, which would end it early`);
  }
  const hash = createHash('sha256').update(text).digest('base64');
  return `const std::string_view ${name} = R"deepcars(${text})deepcars";
const std::string_view ${name}_hash = "sha256-${hash}";\n`;
}

writeFileSync(
  process.argv[2],
  `#include "native/report/page_assets.h"\n\nnamespace deepcars::report {\n
${constant('page_script', await script())}
${constant('page_style', await style())}
}  // namespace deepcars::report\n`,
);
