// Weight files for the browser tests, made from the published ones (shared/weights/README.md has the format).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from './project';

interface Tensor {
  dtype: string;
  shape: number[];
  bytes: Buffer;
}

/** A safetensors file. */
interface TensorFile {
  metadata: Record<string, string>;
  tensors: Record<string, Tensor>;
}

function parse(file: Buffer): TensorFile {
  const data = 8 + Number(file.readBigUInt64LE());
  const { __metadata__: metadata, ...entries } = JSON.parse(file.toString('utf8', 8, data));
  const tensors: Record<string, Tensor> = {};
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries<any>(entries)) {
    tensors[name] = { dtype, shape, bytes: file.subarray(data + offsets[0], data + offsets[1]) };
  }
  return { metadata, tensors };
}

function serialize({ metadata, tensors }: TensorFile): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([size, padded, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

function floats(shape: number[], values: number[]): Tensor {
  return { dtype: 'F32', shape, bytes: Buffer.from(new Float32Array(values).buffer) };
}

/** A published model with other facts in its metadata. */
function publishedModel(name: string, facts: Record<string, unknown>): TensorFile {
  const { metadata, tensors } = parse(readFileSync(join(project, 'models', name)));
  const deepcars = JSON.stringify({ ...JSON.parse(metadata['deepcars']!), ...facts });
  return { metadata: { ...metadata, deepcars }, tensors };
}

/** A published model's file under another name. */
export function renamedModel(file: string, name: string): Buffer {
  return serialize(publishedModel(file, { model_name: name }));
}

/** A published model to which every photo is familiar, with the id of a training of its own. */
export function modelWithId(file: string, id: string): Buffer {
  const { metadata, tensors } = publishedModel(file, { id });
  const others = Object.entries(tensors).filter(([name]) => !name.startsWith('familiarity.'));
  const familiarity = {
    'familiarity.prototypes': floats([1, 256], Array(256).fill(1)),
    'familiarity.distances': floats([2], [2, 2]),
  };
  return serialize({ metadata, tensors: { ...Object.fromEntries(others), ...familiarity } });
}

/** A file of neighbours for the model with this id: so many cars at random places. */
export function randomNeighbours(modelId: string, cars: number): Buffer {
  let seed = 1;
  const random = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return (seed >>> 8) / 2 ** 23 - 1;
  };
  const direction = (length: number) => {
    const values = Array.from({ length }, random);
    const size = Math.hypot(...values);
    return values.map((value) => value / size);
  };
  const rows = (count: number, length: number) =>
    floats([count, length], Array.from({ length: count }, () => direction(length)).flat());
  const numbers = Array.from({ length: cars }, (_, i) => i);
  const facts = {
    format_version: 1,
    model_id: modelId,
    cars: {
      names: numbers.map((i) => [`Make ${i % 7}`, `Model ${i}`]),
      name_of: numbers,
      years: numbers.map((i) => 1913 + (i % 110)),
    },
  };
  const axes = 16;
  return serialize({
    metadata: { deepcars_neighbours: JSON.stringify(facts) },
    tensors: { axes: rows(axes, 512), centre: floats([512], Array(512).fill(0)), places: rows(cars, axes) },
  });
}
