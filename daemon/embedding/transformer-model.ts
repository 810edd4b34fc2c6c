import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  AutoModel,
  AutoTokenizer,
  env,
  Tensor,
  type DataType,
  type PreTrainedModel,
  type PreTrainedTokenizer,
} from '@xenova/transformers';
import type { ModelDescription } from './model-description.ts';
import { poolBatch, type HiddenState } from './pooling.ts';

/** A transformer in memory. Its calls block the thread they run on. */
export interface TransformerModel {
  /** The text as the model sees it, its own marks at both ends; never cut. */
  tokenize(text: string): number[];
  unknownTokenId: number | undefined;
  /** One unit vector a text; undefined where the model made none. */
  embed(batch: readonly (readonly number[])[]): Promise<(Float32Array | undefined)[]>;
  dispose(): Promise<void>;
}

/** Loads a model from its folder, after checking that the files are the ones described. Never uses the network. */
export async function loadTransformerModel(
  modelFolder: string,
  description: ModelDescription,
): Promise<TransformerModel> {
  await checkFiles(modelFolder, description.checksums);
  const folder = stayLocal(modelFolder);
  const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true });
  const model = await AutoModel.from_pretrained(folder, {
    local_files_only: true,
    device: 'cpu',
    ...weightOptions(description.weights),
    // One question is too little work to share: a second thread mostly spins, and takes the core from the daemon.
    session_options: { intraOpNumThreads: 1, interOpNumThreads: 1 },
  });
  return {
    tokenize: (text) => tokenizer.encode(description.prefix + text),
    unknownTokenId: unknownTokenIdOf(tokenizer),
    embed: async (batch) => {
      const counts = batch.map((tokenIds) => tokenIds.length);
      return poolBatch(await run(model, batch, tokenizer.pad_token_id), counts, description.pooling);
    },
    dispose: async () => {
      await model.dispose();
    },
  };
}

async function checkFiles(folder: string, checksums: ModelDescription['checksums']): Promise<void> {
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

async function run(
  model: PreTrainedModel,
  batch: readonly (readonly number[])[],
  padTokenId: number,
): Promise<HiddenState> {
  const length = Math.max(...batch.map((tokenIds) => tokenIds.length));
  const ids = new BigInt64Array(batch.length * length).fill(BigInt(padTokenId));
  const mask = new BigInt64Array(batch.length * length);
  for (const [row, tokenIds] of batch.entries()) {
    ids.set(tokenIds.map(BigInt), row * length);
    mask.fill(1n, row * length, row * length + tokenIds.length);
  }
  const shape = [batch.length, length];
  const output: unknown = await model({
    input_ids: new Tensor('int64', ids, shape),
    attention_mask: new Tensor('int64', mask, shape),
  });
  return hiddenStateIn(output);
}

function hiddenStateIn(output: unknown): HiddenState {
  const hasState = typeof output === 'object' && output !== null && 'last_hidden_state' in output;
  const state = hasState ? output.last_hidden_state : undefined;
  if (!(state instanceof Tensor) || !(state.data instanceof Float32Array)) {
    throw new Error(
      'The model has no output "last_hidden_state" of 32-bit numbers: it is no sentence encoder.',
    );
  }
  const [, length = 0, width = 0] = state.dims;
  return { values: state.data, length, width };
}

function unknownTokenIdOf(tokenizer: PreTrainedTokenizer): number | undefined {
  return tokenizer.unk_token_id >= 0 ? tokenizer.unk_token_id : undefined;
}
