import { expect, test } from 'vitest';
import { readLines, type Line } from '../../../daemon/cli/read-lines.ts';

async function linesOf(pieces: (Buffer | string)[], start?: number): Promise<Line[]> {
  async function* input(): AsyncGenerator<Buffer | string> {
    yield* pieces;
  }
  const lines: Line[] = [];
  for await (const line of readLines(input(), start)) lines.push(line);
  return lines;
}

test('each line tells where the next begins, in bytes', async () => {
  expect(await linesOf(['aä\r\n\nb'], 100)).toEqual([
    { text: 'aä', end: 105, isWhole: true },
    { text: '', end: 106, isWhole: true },
    { text: 'b', end: 107, isWhole: false },
  ]);
});

test('wherever the input is cut into pieces, the lines are the same', async () => {
  const bytes = Buffer.from('first ä🦊\nsecond\n\nlast\n');
  const whole = await linesOf([bytes]);
  expect(whole.map(({ text }) => text)).toEqual(['first ä🦊', 'second', '', 'last']);
  for (let at = 0; at <= bytes.length; at++) {
    expect(await linesOf([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(whole);
  }
});

test('only a line feed ends a line: JSON leaves other separators in its texts', async () => {
  const text = 'a\u2028b\u2029c\u0085d\re';
  expect(await linesOf([`${text}\n`])).toEqual([{ text, end: Buffer.byteLength(text) + 1, isWhole: true }]);
});

test('an empty input has no lines', async () => {
  expect(await linesOf([])).toEqual([]);
});
