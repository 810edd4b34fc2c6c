import { expect, test } from 'vitest';
import { describeRoutes } from '../../../daemon/demo/describe-routes.ts';
import type { PlayedLine } from '../../../daemon/demo/play-story.ts';

const MISS: PlayedLine = {
  ...{ title: 't', system: 's', question: 'Why?', expected: { cache: 'miss' }, decision: 'd', cache: 'miss' },
  ...{ tier: 'small', model: 'm', similarity: '', reason: 'small talk', firstWordMs: 1, totalMs: 2 },
  ...{ simulated: true, cameOut: true },
};

test('each question that a model was asked is told with the model and the reason, a long one shortened', () => {
  const lines = describeRoutes([
    MISS,
    { ...MISS, question: 'w'.repeat(80) },
    { ...MISS, cache: 'hit-exact' },
  ]);
  expect(lines).toEqual([
    '',
    'Where the others were sent, and why:',
    '  "Why?"',
    '    m (small): small talk',
    `  "${'w'.repeat(70)}..."`,
    '    m (small): small talk',
  ]);
});

test('where everything was stored there is nothing to tell', () => {
  expect(describeRoutes([{ ...MISS, cache: 'hit-exact' }])).toEqual([]);
});
