import { expect, test } from 'vitest';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { decisionRecord } from '../../support/decision-record.ts';

const MISS = decisionRecord('aaaaaaaa-1111', {
  ...{ at: Date.UTC(2026, 0, 2, 3, 4, 5), outcome: 'answered', model: 'small', similarity: 0.9819 },
  ...{ candidateId: 'e1', agreed: ['the same name'], against: ['another version', 'not sure enough'] },
});
const HIT = decisionRecord('bbbbbbbb-2222', {
  ...{ cache: 'hit-semantic', outcome: 'answered', model: 'small', similarity: 0.95, probability: 0.9789 },
  ...{ agreed: ['97.8 % sure that one answer serves both'], reason: 'semantic hit', judged: 'wrong' },
});

function cliWith(views: Record<string, object>): TestCli {
  const bodies: Record<string, unknown> = { '': { decisions: [HIT, MISS] }, ...views };
  return testCli({
    daemon: { findHolder: () => Promise.resolve({ pid: 1, port: 4711 }) },
    fetch: (input) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      const body = bodies[pathname.replace(/^\/askonce\/decisions\/?/, '')];
      const reply = body ?? { error: { message: 'There is no such thing.' } };
      return Promise.resolve(Response.json(reply, { status: body === undefined ? 404 : 200 }));
    },
  });
}

test('the last decisions are listed with what decided them', async () => {
  const { output } = await cliWith({}).run('decisions', '--last', '2');
  expect(output).toMatch(
    /^bbbbbbbb +1970-01-01 00:00:00 +hit-semantic +0\.950 +0\.978 +wrong +97\.8 % sure that one answer serves both$/m,
  );
  expect(output).toMatch(
    /^aaaaaaaa +2026-01-02 03:04:05 +miss +0\.981 +- +another version; not sure enough$/m,
  );
});

test('one decision is shown with its candidate and all that agreed and contradicted', async () => {
  const view = { ...MISS, candidateQuestion: 'What is new in Python 3.12?' };
  const { output } = await cliWith({ [MISS.id]: view }).run('decisions', 'aaaaaa');
  expect(output.replaceAll(/ +/g, ' ').split('\n')).toEqual([
    'Decision aaaaaaaa-1111',
    'Time 2026-01-02 03:04:05',
    'Asked (digest h)',
    'By me on https://one.example',
    'Cache miss, answered',
    'Model small: r',
    'Candidate What is new in Python 3.12?',
    'Similarity 0.981',
    'Probability -',
    'Agreed the same name',
    'Against another version',
    ' not sure enough',
    '',
  ]);
});

test.each([
  ['audit', 'wrong, by a shadow audit'],
  ['person', 'wrong'],
] as const)('what was said of an answer by a %s is shown', async (judgedBy, shown) => {
  const { output } = await cliWith({ [HIT.id]: { ...HIT, judged: 'wrong', judgedBy } }).run(
    'decisions',
    HIT.id,
  );
  expect(output.trim().split('\n').at(-1)).toMatch(new RegExp(`^Judged +${shown}$`));
});

test('decisions come as JSON, too', async () => {
  const { output } = await cliWith({}).run('decisions', '--json');
  expect(JSON.parse(output)).toEqual([HIT, MISS]);
});

test('a candidate that is gone is named by its id', async () => {
  const { output } = await cliWith({ [MISS.id]: MISS }).run('decisions', MISS.id);
  expect(output).toContain('e1 (not stored any more)');
});

test('an id that no decision has is an error', async () => {
  const { code, errors } = await cliWith({}).run('decisions', 'cccccc');
  expect([code, errors]).toEqual([1, expect.stringContaining('No decision has the id cccccc (any more).')]);
});
