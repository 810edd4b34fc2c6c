import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { loadConfig } from '../../../daemon/config/load-config.ts';
import { describeKeys, type KeyDescription } from '../../../daemon/config/schema-walk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');

/** The table's rows: key, type, default, meaning. */
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

function expectedDefault({ isRequired, defaultValue }: KeyDescription): string {
  if (isRequired) return 'needed';
  if (defaultValue === undefined) return '';
  return `\`${typeof defaultValue === 'string' ? defaultValue : JSON.stringify(defaultValue)}\``;
}

test('the table of docs/configuration.md has every key of the schema, with type and default, in its order', () => {
  const expected = describeKeys(configSchema).map((key) => [
    `\`${key.path.join('.').replaceAll('.[]', '[]')}\``,
    key.type,
    expectedDefault(key),
  ]);
  expect(rows.map((row) => row.slice(0, 3))).toEqual(expected);
});

test('every key has a meaning there', () => {
  expect(rows.filter(([, , , meaning = '']) => meaning.length < 10)).toEqual([]);
});

test('every example there is a valid configuration', () => {
  const examples = [...text.matchAll(/```yaml\n([^`]*)```/g)].map(([, example = '']) => example);
  expect(examples.length).toBeGreaterThan(0);
  const isForMilvus = (example: string): boolean => example.startsWith('# milvus.yaml');
  for (const example of examples.filter((one) => !isForMilvus(one))) {
    const folder = temporaryFolder();
    const file = path.join(folder, 'config.yaml');
    writeFileSync(file, example, { mode: 0o600 });
    writeFileSync(path.join(folder, 'milvus.yaml'), examples.find(isForMilvus) ?? '', { mode: 0o600 });
    expect(loadConfig({ file, environment: { EXAMPLE_API_KEY: 'k' } }).warnings).toEqual([]);
  }
});
