import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

const text = z.string().min(1);

/** One line of a file of judged pairs: may one answer serve both? */
const pairRowSchema = z.looseObject({
  a: text,
  b: text,
  label: z.union([z.literal(0), z.literal(1), z.boolean()]).transform(Boolean),
  /** Figures are given for each of these, too. */
  test: text.optional(),
});
export type PairRow = z.infer<typeof pairRowSchema>;

/** Splits what a file holds into lines. */
type SplitLines = (input: AsyncIterable<Buffer | string>) => AsyncIterable<{ text: string }>;

/**
 * Reads JSON lines, gzipped where the name ends in .gz.
 * @throws Error that names the line and says what was expected.
 */
export async function readPairRows(file: string, splitLines: SplitLines): Promise<PairRow[]> {
  const raw = createReadStream(file);
  const rows: PairRow[] = [];
  let line = 0;
  for await (const { text: content } of splitLines(file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw)) {
    line += 1;
    if (content.trim() !== '') rows.push(readRow(content, `${file}, line ${line}`));
  }
  if (rows.length === 0) throw new Error(`${file} holds no lines.`);
  return rows;
}

function readRow(content: string, where: string): PairRow {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (cause) {
    throw new Error(`${where} is not JSON.`, { cause });
  }
  const parsed = pairRowSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(`${where}: expected {"a": ..., "b": ..., "label": 0 or 1}.`);
}
