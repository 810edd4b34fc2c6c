import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLines } from '../../../daemon/cli/read-lines.ts';
import { readJudgedRows } from '../../../daemon/evaluation/judged-rows.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function fileWith(name: string, content: string | Buffer): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}
const read = (file: string) => readJudgedRows(file, readLines);

test('pairs are read plain or gzipped, blank lines and further columns aside', async () => {
  const lines = '{"a":"x","b":"y","label":1,"test":"t","more":2}\n\n{"a":"x","b":"z","label":false}\n';
  for (const file of [fileWith('pairs.jsonl', lines), fileWith('pairs.jsonl.gz', gzipSync(lines))]) {
    expect(await read(file)).toMatchObject({
      kind: 'pairs',
      rows: [
        { a: 'x', b: 'y', label: true, test: 't' },
        { b: 'z', label: false },
      ],
    });
  }
});

test('a log is told by its rows', async () => {
  const lines = '{"text":"x","answer_id":"one"}\n{"text":"y","answer_id":2,"at":"noon"}\n';
  expect(await read(fileWith('log.jsonl', lines))).toMatchObject({
    kind: 'stream',
    rows: [
      { text: 'x', answer_id: 'one' },
      { text: 'y', answer_id: '2' },
    ],
  });
});

test.each([
  ['{"a":"x","b":"y","label":1}\n{"a":"x","b":"y"}\n', /line 2: expected .*label/],
  ['{"a":"x","b":"y","label":1}\nnonsense\n', /line 2 is not JSON/],
  ['{"a":"x"}\n', /line 1: expected .*label.* or .*answer_id/],
  ['{"text":"x","answer_id":"1"}\n\n{"a":"x","b":"y","label":1}\n', /line 3: expected .*answer_id/],
  ['{"a":"x","b":"y","label":1}\n{"text":"x","answer_id":"1"}\n', /line 2: expected .*label/],
  ['{"text":"x","answer_id":""}\n', /line 1: expected/],
  ['\n', /holds no lines/],
])('a mistake is named with its line (%#)', async (content, message) => {
  await expect(read(fileWith('pairs.jsonl', content))).rejects.toThrow(message);
});
