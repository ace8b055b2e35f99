// Runs both exported graphs in ONNX Runtime Web and compares with the engine's answers.
//   node onnx_parity.mjs FOLDER_OF_WRITE_PARITY_CASE NODE_MODULES
// Exit status 77 says "skipped": the runtime is not installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, nodeModules] = process.argv.slice(2);
const runtime = join(nodeModules, 'onnxruntime-web/dist/ort.wasm.min.mjs');
if (!existsSync(runtime)) {
  console.log('SKIPPED: onnxruntime-web is not installed in web/node_modules (npm ci in web/ does it)');
  process.exit(77);
}
const ort = await import(pathToFileURL(runtime).href);
ort.env.wasm.numThreads = 1;

// Both sides compute in fp32 but sum in different orders; through 18 layers that stays far below this.
const RELATIVE_TOLERANCE = 1e-3;
const YEAR_TOLERANCE_YEARS = 0.01;

const { photos, classes, size_px, lowest_float, scores } = JSON.parse(readFileSync(join(folder, 'case.json')));
const floats = (name) => {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
};
let failures = 0;

/** The largest difference, as a share of the largest expected value, must stay below the tolerance. */
function expectClose(what, actual, expected, tolerance = RELATIVE_TOLERANCE) {
  let largest = 0;
  let difference = actual.length === expected.length ? 0 : Infinity;
  for (let i = 0; i < expected.length; ++i) {
    largest = Math.max(largest, Math.abs(expected[i]));
    const d = Math.abs(actual[i] - expected[i]);
    difference = Number.isNaN(d) ? Infinity : Math.max(difference, d);
  }
  const relative = difference / largest;
  const good = largest > 0 && relative <= tolerance;
  if (!good) ++failures;
  console.log(
    `${good ? 'ok  ' : 'FAIL'} ${what} [${expected.length}]: largest absolute difference ${difference.toExponential(2)}, ` +
      `relative ${relative.toExponential(2)}, largest value ${largest.toExponential(2)}`,
  );
}

function expectShape(what, tensor, shape) {
  const good = JSON.stringify(tensor.dims) === JSON.stringify(shape);
  if (!good) ++failures;
  console.log(`${good ? 'ok  ' : 'FAIL'} ${what} has shape [${tensor.dims}], expected [${shape}]`);
}

const open = (name) =>
  ort.InferenceSession.create(readFileSync(join(folder, name)), { executionProviders: ['wasm'] });
const tensor = (values, shape) => new ort.Tensor('float32', values, shape);
const input = floats('input.f32');
const imageSize = 3 * size_px * size_px;

const scoresSession = await open('scores.onnx');
const batch = await scoresSession.run({ image: tensor(input, [photos, 3, size_px, size_px]) });
expectShape('scores: logits', batch.logits, [photos, classes]);
expectShape('scores: modernity', batch.modernity, [photos]);
expectClose('scores: logits of a batch', batch.logits.data, floats('logits.f32'));
expectClose('scores: probabilities', batch.probabilities.data, scores.flatMap((s) => s.probabilities));
expectClose('scores: modernity', batch.modernity.data, scores.map((s) => s.modernity));
expectClose(
  'scores: expected year',
  batch.expected_year.data,
  scores.map((s) => s.expected_year),
  YEAR_TOLERANCE_YEARS / 2000,
);

const gradientSession = await open('gradient.onnx');
const backward = (floor) =>
  gradientSession.run({
    image: tensor(input.slice(0, imageSize), [1, 3, size_px, size_px]),
    logits_gradient: tensor(floats('logits_gradient.f32'), [1, classes]),
    relu_floor: tensor(new Float32Array([floor]), []),
  });
const plain = await backward(lowest_float);
expectShape('gradient: input_gradient', plain.input_gradient, [1, 3, size_px, size_px]);
expectClose('gradient: logits', plain.logits.data, floats('logits.f32').slice(0, classes));
expectClose('gradient: probabilities', plain.probabilities.data, scores[0].probabilities);
expectClose('gradient: plain', plain.input_gradient.data, floats('gradient.f32'));
const guided = await backward(0);
expectClose('gradient: guided', guided.input_gradient.data, floats('guided.f32'));

process.exit(failures === 0 ? 0 : 1);
