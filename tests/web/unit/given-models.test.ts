// Models by their names.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignModel, isModel } from '../../../web/src/given-models';

test('a weight file is a model, however its name is written', () => {
  for (const name of ['model.safetensors', 'MODEL.SAFETENSORS', 'a.b.SafeTensors']) {
    assert.equal(isModel(name), true, name);
    assert.equal(foreignModel(name), undefined, name);
  }
});

test('models of other programs are told from photos, and named', () => {
  for (const name of ['net.pth', 'NET.PT', 'last.ckpt', 'net.onnx', 'net.h5', 'net.tflite']) {
    assert.equal(isModel(name), true, name);
    assert.ok(foreignModel(name)!.message.startsWith(name), name);
  }
  for (const name of ['car.jpg', 'pth', 'model.safetensors.jpg', 'onnx.png']) assert.equal(isModel(name), false, name);
});
