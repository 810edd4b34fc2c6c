import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { DESCRIPTION_FILE, readModelJson } from '../inference/model-files.ts';
import { modelDescriptionSchema, type ModelDescription } from './model-description.ts';

const WEIGHT_FILES = ['onnx/model_quantized.onnx', 'onnx/model.onnx'];

/**
 * Reads what a model folder says of itself. A folder without `askonce.json` is described from the files that
 * sentence-transformers and transformers.js leave there, on the careful side.
 * Throws an Error that says what is wrong with which file.
 */
export function describeModel(folder: string): ModelDescription {
  const file = path.join(folder, DESCRIPTION_FILE);
  if (!existsSync(file)) return describeForeignModel(folder);
  return readModelJson(file, modelDescriptionSchema);
}

/** Nobody measured this model for us, and a wrong answer is worse than a miss. */
const UNMEASURED_FLOOR = 0.97;
/** Nothing in a model's files names its scripts reliably; write `askonce.json` to widen them. */
const UNSTATED_SCRIPTS = ['Latin'];

const configSchema = z.looseObject({
  hidden_size: z.int().positive(),
  max_position_embeddings: z.int().positive(),
});
const poolingSchema = z.looseObject({ pooling_mode_cls_token: z.boolean().default(false) });
const sentenceSchema = z.looseObject({ max_seq_length: z.int().positive() });

function describeForeignModel(folder: string): ModelDescription {
  const weights = WEIGHT_FILES.find((file) => existsSync(path.join(folder, file)));
  if (weights === undefined) {
    throw new Error(`${folder} holds no embedding model: expected ${WEIGHT_FILES.join(' or ')} in it.`);
  }
  const config = readModelJson(path.join(folder, 'config.json'), configSchema);
  const pooling = readIfThere(path.join(folder, '1_Pooling/config.json'), poolingSchema);
  const sentence = readIfThere(path.join(folder, 'sentence_bert_config.json'), sentenceSchema);
  return modelDescriptionSchema.parse({
    id: `${path.basename(folder)}/${fingerprint(path.join(folder, weights))}`,
    dimension: config.hidden_size,
    // RoBERTa counts two positions that it never uses; no model of this kind was trained beyond 512.
    windowTokens: Math.min(sentence?.max_seq_length ?? 512, config.max_position_embeddings, 512),
    pooling: pooling?.pooling_mode_cls_token === true ? 'cls' : 'mean',
    similarityFloor: UNMEASURED_FLOOR,
    scripts: UNSTATED_SCRIPTS,
    weights,
  });
}

/** Tells weight files apart without reading hundreds of megabytes: their size and last 64 KiB. */
function fingerprint(file: string): string {
  const { size } = statSync(file);
  const tail = Buffer.alloc(Math.min(size, 65_536));
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
  } finally {
    closeSync(descriptor);
  }
  return createHash('sha256').update(`${size}:`).update(tail).digest('hex').slice(0, 12);
}

function readIfThere<T>(file: string, schema: z.ZodType<T>): T | undefined {
  return existsSync(file) ? readModelJson(file, schema) : undefined;
}
