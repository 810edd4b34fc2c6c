import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  AutoModel,
  AutoModelForSequenceClassification,
  AutoTokenizer,
  env,
  Tensor,
  type DataType,
  type PreTrainedTokenizer,
} from '@xenova/transformers';
import type { ModelFiles } from './model-files.ts';

/** A transformer in memory. Its calls block the thread they run on. */
export interface TransformerModel {
  /** The text as the model sees it, its own marks at both ends; never cut. */
  tokenize(text: string): number[];
  unknownTokenId: number | undefined;
  /** The named output for a batch of tokenised texts; shorter ones are padded at the end. */
  run(batch: readonly ModelInput[]): Promise<NamedOutput>;
  dispose(): Promise<void>;
}

/** A tokenised text, or two in a row. */
export interface ModelInput {
  tokenIds: readonly number[];
  /** Where the second text begins; absent for one text. */
  secondFrom?: number;
}

/** What a model returns, row after row. */
export interface NamedOutput {
  values: Float32Array;
  /** Of `values`, the batch first. */
  dims: readonly number[];
}

/** Encoders return their last hidden state, classifiers their logits. */
const KINDS = {
  encoder: { auto: AutoModel, output: 'last_hidden_state' },
  classifier: { auto: AutoModelForSequenceClassification, output: 'logits' },
} as const;
export type ModelKind = keyof typeof KINDS;

/** Loads a model from its folder, after checking that the files are the ones described. Never uses the network. */
export async function loadTransformerModel(
  modelFolder: string,
  files: ModelFiles,
  kind: ModelKind,
): Promise<TransformerModel> {
  await checkFiles(modelFolder, files.checksums);
  const folder = stayLocal(modelFolder);
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const { auto, output } = KINDS[kind];
  const model = await auto.from_pretrained(folder, {
    local_files_only: true,
    device: 'cpu',
    ...weightOptions(files.weights),
    // One question is too little work to share: a second thread mostly spins, and takes the core from the daemon.
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  return {
    tokenize: (text) => tokenizer.encode(text),
    unknownTokenId: unknownTokenIdOf(tokenizer),
    run: async (batch) => outputOf(await model(feedsOf(batch, tokenizer.pad_token_id)), output),
    dispose: async () => {
      await model.dispose();
    },
  };
}

async function checkFiles(folder: string, checksums: ModelFiles['checksums']): Promise<void> {
  for (const [name, expected] of Object.entries(checksums)) {
    const file = path.join(folder, name);
    const found = await sha256Of(file);
    if (found !== expected) {
      throw new Error(`${file} is damaged or was changed: its SHA-256 is ${found}, expected ${expected}.`);
    }
  }
}

/** Streamed, so that the weights are not in memory twice. */
async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Points transformers.js at the folder's parent and returns the name that it then knows the folder by. */
function stayLocal(modelFolder: string): string {
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.fetch = (address) => Promise.reject(new Error(`AskOnce loads no model file from ${String(address)}.`));
  env.localModelPath = path.dirname(path.resolve(modelFolder)) + path.sep;
  return path.basename(path.resolve(modelFolder));
}

/** transformers.js names weight files by precision: `onnx/model_quantized.onnx` is "q8" of "onnx/model". */
function weightOptions(weights: string): { subfolder: string; model_file_name: string; dtype: DataType } {
  const name = path.basename(weights, '.onnx');
  const stem = name.replace(/_quantized$/, '');
  return { subfolder: path.dirname(weights), model_file_name: stem, dtype: stem === name ? 'fp32' : 'q8' };
}

function feedsOf(batch: readonly ModelInput[], padTokenId: number): Record<string, Tensor> {
  const length = Math.max(...batch.map(({ tokenIds }) => tokenIds.length));
  const shape = [batch.length, length];
  const ids = new BigInt64Array(batch.length * length).fill(BigInt(padTokenId));
  const mask = new BigInt64Array(batch.length * length);
  const types = new BigInt64Array(batch.length * length);
  for (const [row, { tokenIds, secondFrom = tokenIds.length }] of batch.entries()) {
    const start = row * length;
    ids.set(tokenIds.map(BigInt), start);
    mask.fill(1n, start, start + tokenIds.length);
    types.fill(1n, start + secondFrom, start + tokenIds.length);
  }
  const feeds = {
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
  };
  // Not every encoder of single texts has this input.
  const hasPairs = batch.some(({ secondFrom }) => secondFrom !== undefined);
  return hasPairs ? { ...feeds, token_type_ids: new Tensor('int64', types, shape) } : feeds;
}

function outputOf(outputs: unknown, name: string): NamedOutput {
  const hasIt = typeof outputs === 'object' && outputs !== null && name in outputs;
  const tensor = hasIt ? (outputs as Record<string, unknown>)[name] : undefined;
  if (!(tensor instanceof Tensor) || !(tensor.data instanceof Float32Array)) {
    throw new Error(`The model has no output "${name}" of 32-bit numbers: it is not of this kind.`);
  }
  return { values: tensor.data, dims: tensor.dims };
}

function unknownTokenIdOf(tokenizer: PreTrainedTokenizer): number | undefined {
  return tokenizer.unk_token_id >= 0 ? tokenizer.unk_token_id : undefined;
}
