// Packs page.ts with the libraries it needs, and page.css, into a C++ file; and writes which libraries these are:
//   node bundle.mjs OUTPUT.cc LICENCES.json
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { npmPackage } from '../../../packaging/licences.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** The packages that are in the bundle. */
function bundledPackages(inputs) {
  const names = new Set(Object.keys(inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]));
  names.delete(undefined);
  return [...names].sort().map((name) => npmPackage(join(here, 'node_modules', name)));
}

/** Their licences, as the terms ask of copies. */
function licences(packages) {
  const byText = new Map();
  for (const { name, version, text } of packages) byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  return [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}`).join('\n\n----\n\n');
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
  const packages = bundledPackages(metafile.inputs);
  writeFileSync(process.argv[3], JSON.stringify(packages));
  return `${outputFiles[0].text}/*\n${licences(packages).replaceAll('*/', '* /')}\n*/\n`;
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
