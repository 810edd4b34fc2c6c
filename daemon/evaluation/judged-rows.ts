import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
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

/** One line of a log of questions: which answer is right for it? */
const streamRowSchema = z.looseObject({ text, answer_id: z.union([text, z.number().transform(String)]) });
export type StreamRow = z.infer<typeof streamRowSchema>;

/** What a file of judged questions holds. */
export type JudgedRows = { kind: 'pairs'; rows: PairRow[] } | { kind: 'stream'; rows: StreamRow[] };

/** Splits what a file holds into lines. */
type SplitLines = (input: AsyncIterable<Buffer | string>) => AsyncIterable<{ text: string }>;

/** A form of rows: how one is read, and what it looks like, for people. */
interface RowForm<Row> {
  schema: z.ZodType<Row>;
  looks: string;
}
const PAIR: RowForm<PairRow> = { schema: pairRowSchema, looks: '{"a": ..., "b": ..., "label": 0 or 1}' };
const STREAM: RowForm<StreamRow> = { schema: streamRowSchema, looks: '{"text": ..., "answer_id": ...}' };

/** A line that is not blank, parsed, and where it stands. */
interface ParsedLine {
  value: unknown;
  where: string;
}

/**
 * Reads JSON lines, gzipped where the name ends in .gz. The first line says of which form all are.
 * @throws Error that names the line and says what was expected.
 */
export async function readJudgedRows(file: string, splitLines: SplitLines): Promise<JudgedRows> {
  const lines: ParsedLine[] = [];
  let line = 0;
  for await (const { text: content } of splitLines(openFile(file))) {
    line += 1;
    if (content.trim() !== '') lines.push(parseLine(content, `${file}, line ${line}`));
  }
  const [first] = lines;
  if (!first) throw new Error(`${file} holds no lines.`);
  if (pairRowSchema.safeParse(first.value).success) return { kind: 'pairs', rows: readAll(lines, PAIR) };
  if (streamRowSchema.safeParse(first.value).success) return { kind: 'stream', rows: readAll(lines, STREAM) };
  throw new Error(`${first.where}: expected ${PAIR.looks} or ${STREAM.looks}.`);
}

function openFile(file: string): Readable {
  const raw = createReadStream(file);
  // Unlike pipe() it hands on what goes wrong with the file; who reads the result meets it there.
  return file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw;
}

function parseLine(content: string, where: string): ParsedLine {
  try {
    return { value: JSON.parse(content), where };
  } catch (cause) {
    throw new Error(`${where} is not JSON.`, { cause });
  }
}

function readAll<Row>(lines: readonly ParsedLine[], { schema, looks }: RowForm<Row>): Row[] {
  return lines.map(({ value, where }) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new Error(`${where}: expected ${looks}, as in the first line.`);
  });
}
