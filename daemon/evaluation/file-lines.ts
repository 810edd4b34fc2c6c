import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { z } from 'zod';

/** Splits what a file holds into lines. */
export type SplitLines = (input: AsyncIterable<Buffer | string>) => AsyncIterable<{ text: string }>;

/** A form of rows: how one is read, and what it looks like, for people. */
export interface RowForm<Row> {
  schema: z.ZodType<Row>;
  looks: string;
}

/** A line that is not blank, parsed, and where it stands. */
export interface ParsedLine {
  value: unknown;
  where: string;
}

/**
 * Reads JSON lines, gzipped where the name ends in .gz; at least one.
 * @throws Error that names the line.
 */
export async function parseFile(
  file: string,
  splitLines: SplitLines,
): Promise<[ParsedLine, ...ParsedLine[]]> {
  const lines: ParsedLine[] = [];
  let line = 0;
  for await (const { text: content } of splitLines(openFile(file))) {
    line += 1;
    if (content.trim() !== '') lines.push(parseLine(content, `${file}, line ${line}`));
  }
  const [first, ...others] = lines;
  if (!first) throw new Error(`${file} holds no lines.`);
  return [first, ...others];
}

function openFile(file: string): Readable {
  const raw = createReadStream(file);
  // Unlike pipe() it hands on what goes wrong with the file; who reads the result meets it there.
  return file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw;
}

/** @throws Error that names the line that is of another form, and says what was expected. */
export function readRows<Row>(lines: readonly ParsedLine[], { schema, looks }: RowForm<Row>): Row[] {
  return lines.map(({ value, where }, index) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new Error(`${where}: expected ${looks}${index === 0 ? '' : ', as in the first line'}.`);
  });
}

function parseLine(content: string, where: string): ParsedLine {
  try {
    return { value: JSON.parse(content), where };
  } catch (cause) {
    throw new Error(`${where} is not JSON.`, { cause });
  }
}
