import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLines } from '../../../daemon/cli/read-lines.ts';
import { readPairRows } from '../../../daemon/evaluation/question-pairs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function fileWith(name: string, content: string | Buffer): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}
const read = (file: string) => readPairRows(file, readLines);

test('pairs are read plain or gzipped, blank lines and further columns aside', async () => {
  const lines = '{"a":"x","b":"y","label":1,"test":"t","more":2}\n\n{"a":"x","b":"z","label":false}\n';
  for (const file of [fileWith('pairs.jsonl', lines), fileWith('pairs.jsonl.gz', gzipSync(lines))]) {
    expect(await read(file)).toMatchObject([
      { a: 'x', b: 'y', label: true, test: 't' },
      { b: 'z', label: false },
    ]);
  }
});

test.each([
  ['{"a":"x","b":"y","label":1}\n{"a":"x","b":"y"}\n', /line 2: expected .*label/],
  ['{"a":"x","b":"y","label":1}\nnonsense\n', /line 2 is not JSON/],
  ['\n', /holds no lines/],
])('a mistake is named with its line (%#)', async (content, message) => {
  await expect(read(fileWith('pairs.jsonl', content))).rejects.toThrow(message);
});
