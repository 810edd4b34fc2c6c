import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** The files of an embedding model, as Hugging Face repositories with ONNX weights lay them out. */
export const MODEL_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model_quantized.onnx',
] as const;

const WEIGHTS = 'onnx/model_quantized.onnx';
const configFileSchema = z.looseObject({ hidden_size: z.number().int().positive() });

/** What keeps a folder from being used as a model, one sentence each; empty where nothing does. */
export function modelFolderFaults(folder: string): string[] {
  const missing = MODEL_FILES.filter((file) => sizeOf(path.join(folder, file)) === undefined);
  if (missing.length > 0) return missing.map((file) => `${path.join(folder, file)} is missing.`);
  return [
    ...jsonFaults(
      path.join(folder, 'config.json'),
      configFileSchema,
      'a model configuration with "hidden_size"',
    ),
    ...jsonFaults(
      path.join(folder, 'tokenizer.json'),
      z.looseObject({ model: z.unknown() }),
      'a tokenizer with "model"',
    ),
    ...jsonFaults(path.join(folder, 'tokenizer_config.json'), z.looseObject({}), 'a JSON object'),
    ...weightsFaults(path.join(folder, WEIGHTS)),
  ];
}

/** Model folders under `root`, by name ("all-MiniLM-L6-v2", "Xenova/all-MiniLM-L6-v2"), with the size of their weights in bytes. */
export function listModelFolders(root: string): { name: string; folder: string; bytes: number }[] {
  const names = foldersIn(root).flatMap((name) => [
    name,
    ...foldersIn(path.join(root, name)).map((inner) => `${name}/${inner}`),
  ]);
  return names.flatMap((name) => {
    const folder = path.join(root, name);
    const bytes = sizeOf(path.join(folder, WEIGHTS));
    return bytes === undefined || sizeOf(path.join(folder, 'config.json')) === undefined
      ? []
      : [{ name, folder, bytes }];
  });
}

function jsonFaults(file: string, schema: z.ZodType, expected: string): string[] {
  try {
    if (schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).success) return [];
  } catch {
    // Not JSON at all: the same sentence.
  }
  return [`${file} is not ${expected}.`];
}

/** Weights are often something else in disguise: a Git LFS pointer, an error page, nothing. */
function weightsFaults(file: string): string[] {
  const beginning = beginningOf(file);
  if (beginning === '') return [`${file} is empty.`];
  if (beginning.startsWith('version https://git-lfs')) {
    return [`${file} is a Git LFS pointer, not the weights. Run "git lfs pull" there, then try again.`];
  }
  return beginning.trimStart().startsWith('<') ? [`${file} is a web page, not weights.`] : [];
}

function beginningOf(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(64);
    return buffer.toString('latin1', 0, readSync(descriptor, buffer));
  } finally {
    closeSync(descriptor);
  }
}

function sizeOf(file: string): number | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? stats.size : undefined;
}

/** Hidden folders hold downloads under way. */
function foldersIn(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder).filter(
    (name) => !name.startsWith('.') && statSync(path.join(folder, name)).isDirectory(),
  );
}
