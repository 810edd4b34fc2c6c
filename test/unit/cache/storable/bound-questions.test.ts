import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readBoundWeights } from '../../../../daemon/cache/storable/bound-head.ts';
import { boundKinds } from '../../../../daemon/cache/storable/bound-kind.ts';
import {
  boundByPattern,
  createBoundTo,
  type BoundTo,
} from '../../../../daemon/cache/storable/bound-questions.ts';
import { boundWeightsFile } from '../../../../daemon/config/model-folders.ts';

const boundTo = createBoundTo(readBoundWeights(boundWeightsFile()));

const rowSchema = z.object({ text: z.string(), bound: z.enum([...boundKinds, 'none']), scene: z.string() });

/** Written before the detector, and never tuned on. */
const BLIND = readFileSync('test/data/bound-questions.jsonl', 'utf8')
  .trim()
  .split('\n')
  .map((line) => rowSchema.parse(JSON.parse(line)));

function shareRefused(rows: typeof BLIND, judge: BoundTo): number {
  return rows.filter(({ text }) => judge(text) !== undefined).length / rows.length;
}

const isBound = ({ bound }: { bound: string }): boolean => bound !== 'none';

test('four in five of the bound questions of the blind set are seen, where patterns see fewer than one in five', () => {
  const rows = BLIND.filter(isBound);
  expect(shareRefused(rows, boundTo)).toBeGreaterThan(0.8);
  expect(shareRefused(rows, boundByPattern)).toBeLessThan(0.2);
});

test.each(boundKinds)('of those bound by %s, most are seen', (kind) => {
  expect(
    shareRefused(
      BLIND.filter(({ bound }) => bound === kind),
      boundTo,
    ),
  ).toBeGreaterThan(0.7);
});

test('what everybody may ask is hardly ever refused', () => {
  const rows = BLIND.filter((row) => !isBound(row));
  expect(shareRefused(rows, boundTo)).toBeLessThan(0.04);
  const atWork = rows.filter(({ scene }) => scene !== 'everyday');
  expect(shareRefused(atWork, boundTo)).toBeLessThan(0.02);
});

test('the kind is named rightly where one is seen', () => {
  const seen = BLIND.filter((row) => isBound(row) && boundTo(row.text) !== undefined);
  const right = seen.filter(({ text, bound }) => boundTo(text) === bound);
  expect(right.length / seen.length).toBeGreaterThan(0.95);
});

test('what a message tells does not bind what it asks', () => {
  expect(boundTo('My order arrived broken this morning. How do I return an item?')).toBeUndefined();
});

test('a secret binds wherever it stands', () => {
  expect(boundTo('My password is Sommer2024! How do I change it?')).toBe('secret');
  expect(boundTo('The pw for the user jkern is Zelt4platz! How do I change it?')).toBe('secret');
});

test('a long message is read by the patterns alone', () => {
  const story = 'We moved the service to another cluster and wrote down every step that we took. '.repeat(8);
  expect(boundTo('Is the service down?')).toBe('time');
  expect(boundTo(`${story}Is the service down?`)).toBeUndefined();
  expect(boundTo(`${story}Where is my order?`)).toBe('account');
});

test('a word that every object knows is a word like any other', () => {
  expect(boundTo('What does constructor toString __proto__ mean in JavaScript?')).toBeUndefined();
});
