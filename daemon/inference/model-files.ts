import { readFileSync } from 'node:fs';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex');

/** What every local model says of its files in `askonce.json`. */
export const modelFilesSchema = z.strictObject({
  /** Names model and weights. Change it when its outcomes change. */
  id: z.string().min(1),
  /** Longest input in tokens, the model's own marks included. */
  windowTokens: z.int().min(8),
  /**
   * Whether an outcome depends on its own input alone. Weights quantised with one range per batch (ONNX Runtime's
   * DynamicQuantizeLinear) break this; their inputs are then run one by one, so that equal inputs keep equal outcomes.
   */
  isBatchInvariant: z.boolean().default(false),
  /** The ONNX file, relative to the folder. */
  weights: z.string().default('onnx/model_quantized.onnx'),
  /** SHA-256 by file, checked before the model is loaded. */
  checksums: z.record(z.string(), sha256).default({}),
});
export type ModelFiles = z.infer<typeof modelFilesSchema>;

/** Name of the file in which a model folder says what it is. */
export const DESCRIPTION_FILE = 'askonce.json';

/** Reads a JSON file of a model folder. Throws an Error that says what is wrong with which file. */
export function readModelJson<T>(file: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new Error(`${file} is not as expected: ${z.prettifyError(parsed.error)}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} could not be read as JSON.`, { cause });
  }
}
