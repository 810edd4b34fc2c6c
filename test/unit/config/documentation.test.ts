import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { loadConfig } from '../../../daemon/config/load-config.ts';
import { describeKeys, schemaAt, type KeyDescription } from '../../../daemon/config/schema-walk.ts';
import { LANGUAGE_CODES } from '../../../daemon/embedding/language-of.ts';
import { CATEGORIES } from '../../../daemon/router/heads/routing-heads.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const text = readDocument('configuration.md');
const rules = readDocument('routing-rules.md');

/** The table's rows: key, type, default, meaning. */
const rows = rowsOf(text);

function readDocument(name: string): string {
  return readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
}

function rowsOf(document: string): string[][] {
  return document
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function examplesOf(document: string): string[] {
  return [...document.matchAll(/```yaml\n([^`]*)```/g)].map(([, example = '']) => example);
}

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
  const examples = examplesOf(text);
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

test('docs/routing-rules.md has every key of a condition, every category and every language', () => {
  const condition = schemaAt(configSchema, ['routing', 'pins', 0, 'when']);
  const keys = condition instanceof z.ZodObject ? Object.keys(condition.shape) : [];
  const [, conditions = '', examples = ''] = rules.split('\n## ');
  expect(examples).toContain('examples');
  const table = new Map(rowsOf(conditions).map(([key = '', , meaning = '']) => [key, meaning]));
  expect([...table.keys()].sort()).toEqual(keys.map((key) => `\`${key}\``).sort());
  expect(table.get('`category`')).toContain(`: ${CATEGORIES.join(', ')}.`);
  expect(table.get('`language`')).toContain(`: ${LANGUAGE_CODES.toSorted().join(', ')}.`);
});

test('every example of rules is a valid configuration', () => {
  const examples = examplesOf(rules).filter((example) => !example.startsWith('# vLLM'));
  expect(examples.length).toBe(5);
  for (const example of examples) {
    const file = path.join(temporaryFolder(), 'config.yaml');
    writeFileSync(file, example, { mode: 0o600 });
    expect(loadConfig({ file, environment: { EXAMPLE_API_KEY: 'k' } }).warnings).toEqual([]);
  }
});
