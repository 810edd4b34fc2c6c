import { expect, test } from 'vitest';
import type { PlayedLine } from '../../../daemon/demo/play-story.ts';
import { describeRefusals, readRefusals } from '../../../daemon/demo/read-refusals.ts';

function line(change: Partial<PlayedLine>): PlayedLine {
  return {
    ...{
      title: 't',
      system: 's',
      question: 'Up?',
      expected: { cache: 'miss' },
      decision: 'd',
      cache: 'miss',
    },
    ...{ tier: 'small', model: 'm', similarity: '0.9591', reason: 'r', firstWordMs: 1, totalMs: 2 },
    ...{ simulated: true, cameOut: true },
    ...change,
  };
}

function refusalsOf(played: PlayedLine[], decision: object = { candidateQuestion: 'Down?' }) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = (input) => {
    asked.push(input instanceof Request ? input.url : input.toString());
    return Promise.resolve(Response.json({ against: ["'up' against 'down'"], ...decision }));
  };
  return { asked, refusals: readRefusals(played, { origin: 'http://daemon', adminKey: 'key', fetch }) };
}

test('a near miss that was refused is told with the nearest question and what contradicted', async () => {
  const { asked, refusals } = refusalsOf([line({ isNearMiss: true })]);
  expect(describeRefusals(await refusals).join('\n')).toContain(
    '"Up?"\n    similarity 0.959 to "Down?", but: \'up\' against \'down\'',
  );
  expect(asked).toEqual(['http://daemon/askonce/decisions/d']);
});

test('a rewording that got no stored answer against expectation is told, too', async () => {
  expect(await refusalsOf([line({ cameOut: false })]).refusals).toHaveLength(1);
});

test('of other lines, and where nothing was near, nothing is told', async () => {
  const others = [line({}), line({ isNearMiss: true, cache: 'hit-semantic', cameOut: false })];
  expect(await refusalsOf(others).refusals).toEqual([]);
  expect(await refusalsOf([line({ isNearMiss: true })], { candidateQuestion: undefined }).refusals).toEqual(
    [],
  );
  expect(describeRefusals([])).toEqual([]);
});
