// Which photos a drop or a choice of many files brings: the files themselves, and those in folders.
import { isModel } from './given-models';
import type { GivenPhoto } from './timeline';

/** Names that photos have in folders; other files there are passed over. */
const photoName = /\.(jpe?g|jpe|jfif|pjpe?g|png|webp|avif|gif|bmp|tiff?|heic|heif)$/i;
/** What macOS and file managers leave in folders beside the photos: ._IMG.JPG, __MACOSX, .thumbnails. */
const leftOver = /^(\.|__MACOSX$)/;

const given = (file: File, path = file.name): GivenPhoto => ({ path, file });

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((done, fail) => entry.file(done, fail));
}

/** What a folder lists; the browser hands it out some at a time. */
async function listed(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** The photos in a folder and below, in the order of their paths. What cannot be read is passed over. */
async function photosBelow(folder: FileSystemDirectoryEntry): Promise<GivenPhoto[]> {
  const found: GivenPhoto[] = [];
  for (const entry of await listed(folder).catch(() => [])) {
    if (leftOver.test(entry.name)) continue;
    if (entry.isDirectory) {
      found.push(...(await photosBelow(entry as FileSystemDirectoryEntry)));
    } else if (photoName.test(entry.name)) {
      const file = await fileOf(entry as FileSystemFileEntry).catch(() => undefined);
      if (file) found.push(given(file, entry.fullPath.replace(/^\//, '')));
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const photosOf = (files: Iterable<File>): GivenPhoto[] => Array.from(files, (file) => given(file));

/**
 * What a drop brings besides models. isMany if it is a folder or several photos. Called while the event is handled: a
 * browser forgets the folders afterwards.
 */
export function photosDropped(transfer: DataTransfer): { isMany: boolean; photos: Promise<GivenPhoto[]> } {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file');
  const folders = items.flatMap((item) => {
    const entry = item.webkitGetAsEntry?.();
    return entry?.isDirectory ? [entry as FileSystemDirectoryEntry] : [];
  });
  const names = new Set(folders.map(({ name }) => name));
  const files = photosOf([...transfer.files].filter(({ name }) => !names.has(name) && !isModel(name)));
  const photos = Promise.all(folders.map(photosBelow)).then((inFolders) => [...files, ...inFolders.flat()]);
  return { isMany: folders.length > 0 || files.length > 1, photos };
}
