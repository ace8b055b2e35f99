// The licences of what others wrote and we pass on, gathered from the packages themselves:
//   node packaging/licences.mjs site BUILD_TREE                  of the page, whose modules BUILD_TREE made
//   node packaging/licences.mjs package BUILD_TREE PROGRAM...    of the installed programs, built in BUILD_TREE
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * One work of others.
 * @typedef {{ name: string, version: string, licence: string, text: string }} Work
 */

const project = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const read = (...path) => readFileSync(join(...path), 'utf8').trim();
const lines = (text) => text.split('\n').filter((line) => line !== '');
const output = (program, ...words) => execFileSync(program, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
const sorted = (names) => [...new Set(names)].sort();

/** What a package of npm says of itself. Some carry no text of their licence. */
export function npmPackage(folder) {
  const about = JSON.parse(read(folder, 'package.json'));
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)(\.|$)/i.test(name));
  const author = typeof about.author === 'object' ? about.author.name : about.author;
  const none = `The package has no text of its licence, ${about.license}${author ? `; by ${author}` : ''}.`;
  const text = file ? read(folder, file) : none;
  return { name: about.name, version: about.version, licence: about.license, text };
}

/** The packages that an npm project passes on: its dependencies and theirs. */
function npmPackages(folder) {
  const { dependencies } = JSON.parse(read(folder, 'package.json'));
  const names = new Set();
  const visit = (name) => {
    // Types are nothing that runs.
    if (names.has(name) || name.startsWith('@types/')) return;
    names.add(name);
    Object.keys(JSON.parse(read(folder, 'node_modules', name, 'package.json')).dependencies ?? {}).forEach(visit);
  };
  Object.keys(dependencies).forEach(visit);
  return sorted(names).map((name) => npmPackage(join(folder, 'node_modules', name)));
}

/** The names after "License:" in a copyright file of Debian, as "Apache-2.0, Expat". Old ones have none. */
const debianLicences = (text) =>
  sorted(lines(text).flatMap((line) => line.match(/^License: *(\S.*)$/i)?.[1] ?? [])).join(', ') || 'see its text';

/** A package of Debian that is installed here. */
function debianPackage(name) {
  const [source, version] = output('dpkg-query', '-W', '-f', '${source:Package} ${source:Version}\n', name).split(/\s/);
  const text = read('/usr/share/doc', name, 'copyright');
  return { name: source, version, licence: debianLicences(text), text };
}

/** The packages of Debian that own these files, which may be patterns. Files of no package are left out. */
function owners(files) {
  if (files.length === 0) return [];
  let found = '';
  try {
    found = output('dpkg', '-S', ...files);
  } catch (problem) {
    // Exit status 1: some files belong to no package. Other systems have no dpkg.
    found = problem.stdout ?? '';
  }
  return sorted(lines(found).flatMap((line) => line.split(': ')[0].split(', ').map((name) => name.split(':')[0])));
}

/** Works of which no more is known than where they are: on systems other than Debian. */
const unknownWorks = (paths) =>
  paths.map((path) => {
    const text = 'It was taken from the system that this was built on; its licence is told there.';
    return { name: basename(path), version: 'of the system', licence: 'not known', text };
  });

/** The libraries in these files and folders. */
function libraries(paths) {
  const packages = owners(paths);
  return packages.length > 0 ? packages.map(debianPackage) : unknownWorks(paths);
}

/** A variable of a CMake build tree. */
function cached(tree, name) {
  const value = read(tree, 'CMakeCache.txt').match(new RegExp(`^${name}:\\w+=(.*)$`, 'm'))?.[1];
  if (!value) throw new Error(`${tree} has no ${name}: build the WebAssembly modules first`);
  return value;
}

/** What a copyright file of Debian (format 1.0) says of the files whose patterns fit, and the licences named there. */
function partOfCopyright(text, pattern) {
  const parts = text.split(/\n\s*\n/);
  const filesOf = (part) => lines(part.match(/^Files:([^]*?)\n\S/)?.[1] ?? '').map((file) => file.trim());
  const chosen = parts.filter((part) => filesOf(part).some((file) => pattern.test(file)));
  const names = new Set(chosen.flatMap((part) => part.match(/^License: *(.+)$/m)?.[1].split(/ (?:or|and) /) ?? []));
  return [...chosen, ...parts.filter((part) => names.has(part.match(/^License: *(.+)/)?.[1]))].join('\n\n');
}

/** Emscripten, whose libraries are in every module. Its copyright file in Debian is of its tests, too. */
function emscripten(tree) {
  const folder = resolve(dirname(cached(tree, 'CMAKE_TOOLCHAIN_FILE')), '../../..');
  const version = JSON.parse(read(folder, 'emscripten-version.txt').replace(/^[^"].*$/, '"$&"'));
  const name = 'emscripten, with musl, libc++ and compiler-rt';
  const ofDebian = resolve(folder, '../doc/emscripten/copyright');
  if (existsSync(ofDebian)) {
    const text = partOfCopyright(read(ofDebian), /^(\*$|src\/|system\/lib\/)/);
    return { name, version, licence: debianLicences(text), text };
  }
  const ofLibraries = ['libc/musl/COPYRIGHT', 'libcxx/LICENSE.TXT', 'compiler-rt/LICENSE.TXT'];
  const files = ['LICENSE', ...ofLibraries.map((file) => `system/lib/${file}`)].map((file) => join(folder, file));
  const text = files.filter((file) => existsSync(file)).map((file) => read(file)).join('\n\n');
  return { name, version, licence: 'MIT or NCSA; MIT; Apache-2.0 with LLVM exception', text };
}

function siteWorks(tree) {
  const imgui = cached(tree, 'DEEPCARS_IMGUI');
  const libjpeg = cached(tree, 'DEEPCARS_LIBJPEG');
  const headers = cached(tree, 'DEEPCARS_HEADERS');
  const folders = readdirSync(headers).map((name) => realpathSync(join(headers, name)));
  return [
    ...npmPackages(join(project, 'web')),
    emscripten(tree),
    {
      name: 'Dear ImGui',
      version: read(imgui, 'imgui.h').match(/IMGUI_VERSION\s+"(.*)"/)[1],
      licence: 'MIT',
      text: read(imgui, 'LICENSE.txt'),
    },
    {
      name: 'libjpeg-turbo',
      version: read(libjpeg, 'CMakeLists.txt').match(/^set\(VERSION (.*)\)$/m)[1],
      licence: 'IJG, BSD-3-Clause, Zlib',
      text: `${read(libjpeg, 'LICENSE.md')}\n\n${read(libjpeg, 'README.ijg')}`,
    },
    ...libraries([...folders, cached(tree, 'DEEPCARS_FONT')]),
  ];
}

/** The headers outside the project that the build tree's objects of shared/ and native/ were compiled from. */
function includedHeaders(tree) {
  const headers = [];
  let ours = false;
  for (const line of output(cached(tree, 'CMAKE_MAKE_PROGRAM'), '-C', tree, '-t', 'deps').split('\n')) {
    if (line.startsWith(' ')) {
      if (ours && line.trim().startsWith('/usr/')) headers.push(line.trim());
    } else {
      ours = /^(shared|native)\//.test(line);
    }
  }
  return sorted(headers);
}

/** The shared libraries that a program asks for, by their names. */
const neededLibraries = (program) =>
  [...output('readelf', '-d', program).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => match[1]);

const sourceOf = (name) => output('dpkg-query', '-W', '-f', '${source:Package}', name);

/** What is compiled in. Libraries that are loaded have packages of their own, with their licences. */
function packageWorks(tree, programs) {
  const loaded = owners(sorted(programs.flatMap(neededLibraries)).map((name) => `*/${name}`));
  const sources = new Set(loaded.map(sourceOf));
  // The kernel's headers declare what it offers to programs; nothing of it is passed on.
  const isPassedOn = (name) => !sources.has(sourceOf(name)) && name !== 'linux-libc-dev';
  const compiledIn = owners(includedHeaders(tree)).filter(isPassedOn);
  return [...JSON.parse(read(tree, 'native/report/page_licences.json')), ...compiledIn.map(debianPackage)];
}

/** All works as a table of contents, and each text once. */
function listing(works) {
  const byText = new Map();
  for (const work of works) byText.set(work.text, [...(byText.get(work.text) ?? []), `${work.name} ${work.version}`]);
  const contents = works.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`);
  const texts = [...byText].map(([text, names]) => `${'-'.repeat(78)}\n${names.join(', ')}\n\n${text}`);
  return `${contents.join('\n')}\n\n${texts.join('\n\n')}\n`;
}

/** The terms in the card of the model in this folder. A model of a deployment's own may come without. */
function modelTerms(folder) {
  const card = join(folder, 'README.md');
  const terms = existsSync(card) && read(card).match(/^## Terms\n\n([^]*?)\n## /m)?.[1].trim();
  return terms ? `\n\nIts model\n\n${terms}` : '';
}

function main([kind, tree, ...programs]) {
  const ofSite = kind === 'site';
  const model = (ofSite && process.env.DEEPCARS_MODEL) || join(project, 'models/any');
  const begin = `deepCars\n\n${read(project, 'LICENSE')}${modelTerms(dirname(model))}\n\n${'-'.repeat(78)}`;
  const others = `${ofSite ? 'This site' : 'The programs'} also contain${ofSite ? 's' : ''} works of others:`;
  process.stdout.write(`${begin}\n${others}\n\n${listing(ofSite ? siteWorks(tree) : packageWorks(tree, programs))}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
