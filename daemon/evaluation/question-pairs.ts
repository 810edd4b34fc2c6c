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

/** One line of a log: requests with the same `answer_id` may be given the same answer. */
const streamRowSchema = z.looseObject({ text, answer_id: z.union([text, z.number()]).transform(String) });
export type StreamRow = z.infer<typeof streamRowSchema>;

export type EvaluationRows = { kind: 'pairs'; rows: PairRow[] } | { kind: 'stream'; rows: StreamRow[] };

/**
 * Reads JSON lines, gzipped where the name ends in .gz; the first line shows which of the two kinds they are.
 * @throws Error that names the line and says what was expected.
 */
export async function readEvaluationRows(
  file: string,
  lines: (input: AsyncIterable<Buffer | string>) => AsyncIterable<{ text: string }>,
): Promise<EvaluationRows> {
  const raw = createReadStream(file);
  const input = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  const values: unknown[] = [];
  for await (const line of lines(input)) {
    values.push(line.text.trim() === '' ? undefined : parse(line.text, `${file}, line ${values.length + 1}`));
  }
  const first = values.find((value) => value !== undefined);
  if (first === undefined) throw new Error(`${file} holds no lines.`);
  const isStream = typeof first === 'object' && first !== null && 'answer_id' in first;
  return isStream
    ? { kind: 'stream', rows: rowsOf(file, values, streamRowSchema, '{"text": ..., "answer_id": ...}') }
    : { kind: 'pairs', rows: rowsOf(file, values, pairRowSchema, '{"a": ..., "b": ..., "label": 0 or 1}') };
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`${where} is not JSON.`, { cause });
  }
}

function rowsOf<T>(file: string, values: readonly unknown[], schema: z.ZodType<T>, expected: string): T[] {
  return values.flatMap((value, index) => {
    if (value === undefined) return [];
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new Error(`${file}, line ${index + 1}: expected ${expected}.`);
    return [parsed.data];
  });
}
