// A person's file becomes bytes, within the engine's limit.
import { PageError, fileTooLarge } from './errors';
import { maxFileBytes } from './generated/words.json';
import type { NamedFile } from './photo';

/** What is needed of a File. It holds no bytes until they are asked for. */
export type PhotoFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>;

/** The engine's own limit is checked here as well, so that a huge file is not even read. Rejects with a PageError if the file is too large or cannot be read. */
export async function readFile(file: PhotoFile): Promise<NamedFile> {
  if (file.size > maxFileBytes) throw new PageError(fileTooLarge);
  try {
    return { name: file.name || 'pasted picture', bytes: await file.arrayBuffer() };
  } catch (error) {
    throw new PageError(
      { code: 'file_unreadable', message: `${file.name} cannot be read`, hint: 'choose it again' },
      { cause: error },
    );
  }
}
