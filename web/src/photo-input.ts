// The ways a photo comes in: the file button, a drop anywhere, a paste, a sample. A drop may also bring a model.
import { PageError, addressOnly, noPhotoInFolder } from './errors';
import { foreignModel, isModel } from './given-models';
import { photosDropped, photosOf } from './given-photos';
import { sampleName } from './link';
import { readFile } from './read-file';
import type { NamedFile } from './photo';
import { addressOf, files } from './site-files';
import type { GivenPhoto } from './timeline';

type Receive = (reading: Promise<NamedFile>) => void;
type ReceiveMany = (photos: GivenPhoto[]) => void;

async function readSample(file: string, title: string): Promise<NamedFile> {
  try {
    const response = await fetch(addressOf(`samples/${encodeURIComponent(file)}`));
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return { name: title, sample: sampleName(file), bytes: await response.arrayBuffer() };
  } catch (error) {
    throw new PageError(
      { code: 'download_failed', message: 'The sample could not be downloaded', hint: 'check the connection and try again' },
      { cause: error },
    );
  }
}

/** Whether the data may be the address of a picture, as a browser gives it for one on another page, but no file. */
function mayBeAddress({ files: given, types }: DataTransfer): boolean {
  return given.length === 0 && ['text/uri-list', 'text/html', 'text/plain'].some((type) => types.includes(type));
}

/** Whether a text is an address and nothing else, as copied from an address bar or a picture's menu. */
const isAddress = (text: string): boolean => /^\s*((https?|file|blob):|data:image\/)\S+\s*$/i.test(text);

/** Whether data without a file name a picture; it can be told only when they have arrived. */
function namesPicture(data: DataTransfer): boolean {
  const addresses = data.getData('text/uri-list') || data.getData('text/plain');
  return /<img\b/i.test(data.getData('text/html')) || isAddress(addresses.split('\n')[0]!);
}

/** Whether a person writes where the event happens. */
const isWritten = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type="file"], [type="range"]), textarea, [contenteditable]');

/** A picture's address, which the content security policy forbids to fetch. */
const refuseAddress = (): Promise<never> => Promise.reject(new PageError(addressOnly));

/** Reads the sample of this name, as a link has it; there must be one. */
export function readSampleNamed(name: string): Promise<NamedFile> {
  const { file, title } = files.samples.find((sample) => sampleName(sample.file) === name)!;
  return readSample(file, title);
}

/** Reads a model, unless it is another program's. */
function readModel(file: File): Promise<NamedFile> {
  const failure = foreignModel(file.name);
  return failure ? Promise.reject(new PageError(failure)) : readFile(file);
}

function acceptFileButton(id: string, receive: Receive, read: (file: File) => Promise<NamedFile> = readFile): void {
  const input = document.querySelector<HTMLInputElement>(`#${id}`)!;
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) receive(read(file));
    // The same file may be chosen again.
    input.value = '';
  });
}

function acceptManyButton(id: string, receive: ReceiveMany): void {
  const input = document.querySelector<HTMLInputElement>(`#${id}`)!;
  input.addEventListener('change', () => {
    if (input.files && input.files.length > 0) receive(photosOf(input.files));
    input.value = '';
  });
}

function acceptDrop(receivePhoto: Receive, receiveModel: Receive, receiveMany: ReceiveMany): void {
  const marked = document.documentElement;
  let depth = 0;
  // A picture of this page itself may be dragged about without effect.
  let isOwn = false;
  window.addEventListener('dragstart', () => (isOwn = true));
  window.addEventListener('dragend', () => (isOwn = false));
  const carriesFiles = ({ dataTransfer }: DragEvent) =>
    dataTransfer !== null && !isOwn && (dataTransfer.types.includes('Files') || mayBeAddress(dataTransfer));
  const mark = (change: number) => {
    depth = Math.max(0, depth + change);
    marked.classList.toggle('dragging', depth > 0);
  };
  window.addEventListener('dragenter', (event) => carriesFiles(event) && mark(1));
  window.addEventListener('dragleave', (event) => carriesFiles(event) && mark(-1));
  window.addEventListener('dragover', (event) => carriesFiles(event) && event.preventDefault());
  window.addEventListener('drop', (event) => {
    mark(-depth);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const transfer = event.dataTransfer!;
    if (transfer.files.length === 0) return void (namesPicture(transfer) && receivePhoto(refuseAddress()));
    for (const file of transfer.files) if (isModel(file.name)) receiveModel(readModel(file));
    const { isMany, photos } = photosDropped(transfer);
    void photos.then((found) => {
      if (isMany && found.length === 0) receivePhoto(Promise.reject(new PageError(noPhotoInFolder)));
      else if (isMany) receiveMany(found);
      else if (found[0]) receivePhoto(readFile(found[0].file));
    });
  });
}

function acceptPaste(receive: Receive, receiveMany: ReceiveMany): void {
  window.addEventListener('paste', (event) => {
    const data = event.clipboardData;
    const file = data?.files[0];
    const isPicturesAddress = data && !file && !isWritten(event.target) && namesPicture(data);
    if (!file && !isPicturesAddress) return;
    event.preventDefault();
    if (data && data.files.length > 1) receiveMany(photosOf(data.files));
    else receive(file ? readFile(file) : refuseAddress());
  });
}

function acceptSamples(receive: Receive): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('#samples button')) {
    const { file, title } = files.samples.find((sample) => sample.file === button.dataset['file'])!;
    button.addEventListener('click', () => receive(readSample(file, title)));
    button.disabled = false;
  }
}

/**
 * Calls receivePhoto for each photo that a person gives, receiveModel for each model, while it is being read;
 * receiveMany for several photos or a folder, which are read when their turns come.
 */
export function acceptFiles(receivePhoto: Receive, receiveModel: Receive, receiveMany: ReceiveMany): void {
  acceptFileButton('photo-file', receivePhoto);
  acceptManyButton('many-files', receiveMany);
  acceptFileButton('model-file', receiveModel, readModel);
  acceptDrop(receivePhoto, receiveModel, receiveMany);
  acceptPaste(receivePhoto, receiveMany);
  acceptSamples(receivePhoto);
}
