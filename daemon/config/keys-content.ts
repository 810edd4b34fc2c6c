import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../lib/clock.ts';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from './private-file.ts';
import { parseJson } from '../lib/parse-json.ts';

/** Marks a key as ours, so that people and secret scanners know it when they see it. */
export const KEY_PREFIX = 'ao-';

const fileSchema = z.object({
  version: z.literal(1),
  local: z.object({ key: z.string().startsWith(KEY_PREFIX).min(32), createdAt: z.number() }),
  keys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      user: z.string().optional(),
      role: z.enum(['admin', 'chat']),
      createdAt: z.number(),
      /** SHA-256 of the key, hex. Keys are random, so there is nothing to guess that a slow hash would protect. */
      digest: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
});
/** What keys.json holds: the local key itself, of the others a digest. */
export type KeysContent = z.infer<typeof fileSchema>;

/** The file's content; where there is no file, one with a new local key is made. Throws a sentence for a damaged one. */
export function readOrCreateKeys(file: string, clock: Clock): KeysContent {
  const found = readKeys(file);
  if (found) return found;
  const content: KeysContent = { version: 1, local: { key: newKey(), createdAt: clock.now() }, keys: [] };
  // Where another process was faster, its file holds.
  return createPrivateFile(file, serialise(content)) ? content : (readKeys(file) ?? content);
}

/** Replaces the file, whole or not at all. */
export function writeKeys(file: string, content: KeysContent): void {
  replacePrivateFile(file, serialise(content));
}

/** 256 random bits. */
export function newKey(): string {
  return `${KEY_PREFIX}${randomBytes(32).toString('base64url')}`;
}

function readKeys(file: string): KeysContent | undefined {
  const text = readPrivateFile(file);
  if (text === undefined) return undefined;
  const parsed = fileSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${file} is damaged. Restore it from a backup; or delete it, and AskOnce makes a new local key (keys that were added must be added again).`,
  );
}

function serialise(content: KeysContent): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
