import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { describeModel } from '../../../daemon/embedding/describe-model.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

let folder = '';
beforeEach(() => {
  folder = temporaryFolder();
});

function write(name: string, content: unknown): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

const DESCRIPTION = {
  id: 'a-model/1',
  dimension: 8,
  windowTokens: 128,
  pooling: 'cls',
  similarityFloor: 0.9,
  scripts: ['Latin', 'Cyrillic'],
};
const CONFIG = { hidden_size: 384, max_position_embeddings: 512, model_type: 'bert' };

test('reads askonce.json and fills in what it may leave out', () => {
  write('askonce.json', DESCRIPTION);
  expect(describeModel(folder)).toMatchObject({
    ...DESCRIPTION,
    weights: 'onnx/model_quantized.onnx',
    isBatchInvariant: false,
    checksums: {},
  });
});

test.each([
  ['an unknown key', { ...DESCRIPTION, window: 3 }, 'window'],
  ['a floor over 1', { ...DESCRIPTION, similarityFloor: 1.2 }, 'similarityFloor'],
  ['a script that does not exist', { ...DESCRIPTION, scripts: ['Klingon'] }, 'scripts'],
  ['a short checksum', { ...DESCRIPTION, checksums: { 'config.json': 'abc' } }, 'checksums'],
])('names the file and the key of %s', (_fault, content, key) => {
  write('askonce.json', content);
  expect(() => describeModel(folder)).toThrow(new RegExp(`askonce\\.json.*${key}`, 's'));
});

test('says so when askonce.json is not JSON', () => {
  write('askonce.json', '{"id": ');
  expect(() => describeModel(folder)).toThrow(/could not be read as JSON/);
});

test('describes a folder without askonce.json carefully', () => {
  write('config.json', CONFIG);
  write('onnx/model.onnx', 'weights');
  expect(describeModel(folder)).toMatchObject({
    dimension: 384,
    windowTokens: 512,
    pooling: 'mean',
    similarityFloor: 0.97,
    scripts: ['Latin'],
    languages: ['en'],
    weights: 'onnx/model.onnx',
    isBatchInvariant: false,
  });
});

test('follows what sentence-transformers left in the folder', () => {
  write('config.json', CONFIG);
  write('onnx/model_quantized.onnx', 'weights');
  write('1_Pooling/config.json', { pooling_mode_cls_token: true });
  write('sentence_bert_config.json', { max_seq_length: 256, do_lower_case: false });
  expect(describeModel(folder)).toMatchObject({ pooling: 'cls', windowTokens: 256 });
});

test('gives other weights another id', () => {
  write('config.json', CONFIG);
  write('onnx/model.onnx', 'weights');
  const before = describeModel(folder).id;
  write('onnx/model.onnx', 'stronger');
  expect(describeModel(folder).id).not.toBe(before);
});

test('says what is missing in a folder without weights', () => {
  write('config.json', CONFIG);
  expect(() => describeModel(folder)).toThrow(/expected onnx\/model_quantized\.onnx or onnx\/model\.onnx/);
});
