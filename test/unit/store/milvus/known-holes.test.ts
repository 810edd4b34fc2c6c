import { expect, test } from 'vitest';
import { knownHole } from '../../../../daemon/store/milvus/known-holes.ts';

test.each([
  ...['1.1.9', '2.0.0', '2.2.16', '2.3.22', 'v2.3.0', '2.4.0', '2.4.23', '2.4.24', 'v2.4.99'],
  ...['2.5.0', '2.5.20', '2.5.21', '2.5.26', 'v2.5.26', '2.6.0', '2.6.4', '2.6.5', 'v2.6.9', '2.6.9-gpu'],
])('%s lets others in, and the sentence says where to go', (version) => {
  expect(knownHole(version)).toContain(`Milvus ${version} `);
  expect(knownHole(version)).toContain('2.5.27, 2.6.10 or newer');
});

test.each([
  ...['2.5.27', 'v2.5.27', '2.5.28', '2.5.100', '2.6.10', 'v2.6.10', '2.6.11', '2.6.10-gpu'],
  ...['2.7.0', 'v2.10.0', '3.0.0', '10.0.0'],
])('nothing is known of %s', (version) => {
  expect(knownHole(version)).toBeUndefined();
});

test.each(['', 'unknown', '2', '2.5', 'master-2.5.1', 'x2.5.1'])(
  'nothing is said of %j, which is no version',
  (version) => {
    expect(knownHole(version)).toBeUndefined();
  },
);
