import { expect, test } from 'vitest';
import { connectedGroups } from '../../../daemon/calibrating/connected-groups.ts';

test('pairs that share a question are of one group, and those that others link', () => {
  const pairs = [
    ['a', 'b'],
    ['c', 'd'],
    ['e', 'f'],
    ['b', 'c'],
    ['g', 'e'],
  ].map(([a = '', b = '']) => ({ a, b }));
  const [first, second, third, fourth, fifth] = connectedGroups(pairs);
  expect([second, fourth]).toEqual([first, first]);
  expect(fifth).toBe(third);
  expect(third).not.toBe(first);
});

test('a long chain is one group', () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => ({ a: `${index}`, b: `${index + 1}` }));
  expect(new Set(connectedGroups(chain)).size).toBe(1);
});
