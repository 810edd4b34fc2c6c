import { z } from 'zod';
import { parseFile, readRows, type RowForm, type SplitLines } from './file-lines.ts';

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

/** One line of a log of questions: which answer is right for it? */
const streamRowSchema = z.looseObject({ text, answer_id: z.union([text, z.number().transform(String)]) });
export type StreamRow = z.infer<typeof streamRowSchema>;

/** What a file of judged questions holds. */
export type JudgedRows = { kind: 'pairs'; rows: PairRow[] } | { kind: 'stream'; rows: StreamRow[] };

const PAIR: RowForm<PairRow> = { schema: pairRowSchema, looks: '{"a": ..., "b": ..., "label": 0 or 1}' };
const STREAM: RowForm<StreamRow> = { schema: streamRowSchema, looks: '{"text": ..., "answer_id": ...}' };

/**
 * Reads JSON lines, gzipped where the name ends in .gz. The first line says of which form all are.
 * @throws Error that names the line and says what was expected.
 */
export async function readJudgedRows(file: string, splitLines: SplitLines): Promise<JudgedRows> {
  const lines = await parseFile(file, splitLines);
  const [first] = lines;
  if (pairRowSchema.safeParse(first.value).success) return { kind: 'pairs', rows: readRows(lines, PAIR) };
  if (streamRowSchema.safeParse(first.value).success)
    return { kind: 'stream', rows: readRows(lines, STREAM) };
  throw new Error(`${first.where}: expected ${PAIR.looks} or ${STREAM.looks}.`);
}
