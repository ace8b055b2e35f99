// Which of a person's files are models, by their names: those that the page reads, and those of other programs.
import type { Failure } from './generated/engine';

/** The formats of other programs. */
const foreign: [RegExp, string][] = [
  [/\.(pth|pt|ckpt|pkl|pickle)$/i, "a model in PyTorch's own format"],
  [/\.onnx$/i, 'a model as ONNX'],
  [/\.(h5|hdf5|keras|pb)$/i, 'a model of TensorFlow or Keras'],
  [/\.(tflite|mlmodel|mlpackage|gguf|engine)$/i, 'a model for another runtime'],
];

/** Whether the file is a model for the page, or for another program, by its name. */
export const isModel = (name: string): boolean => /\.safetensors$/i.test(name) || foreignModel(name) !== undefined;

/** What to do with another program's model; undefined if the name is of none. */
export function foreignModel(name: string): Failure | undefined {
  const kind = foreign.find(([pattern]) => pattern.test(name))?.[1];
  if (!kind) return undefined;
  return {
    code: 'foreign_model',
    message: `${name} is ${kind}, which this page cannot read`,
    hint: 'give it the model.safetensors that "deepcars train" writes, or what "deepcars export --safetensors FILE" makes of it',
  };
}
