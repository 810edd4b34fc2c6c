import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../../daemon/database/database.ts';
import { openDatabase } from '../../../../daemon/database/open-database.ts';
import { createObservationLog } from '../../../../daemon/router/live/observation-log.ts';
import { TierTuning } from '../../../../daemon/router/live/tier-tuning.ts';
import { observation } from '../../../support/observation.ts';

let database: Database;
let tuning: TierTuning;

beforeEach(() => {
  ({ database } = openDatabase({ file: undefined }));
  tuning = open();
});
afterEach(() => {
  database.close();
});

/** As the daemon does at its start. */
function open({ keep = 100, maxShift = 1 } = {}): TierTuning {
  return new TierTuning({ log: createObservationLog({ database, keep }), keep, maxShift });
}

function callWrong(count: number, change: Parameters<typeof observation>[0] = {}): void {
  for (let i = 0; i < count; i += 1)
    tuning.observe(observation({ decisionId: `${JSON.stringify(change)} ${i}`, ...change }));
}

test('a wrong answer counts against its tier in its category, and nowhere else', () => {
  tuning.observe(observation());
  expect(tuning.shift('coding', 'small')).toBeLessThan(0);
  expect(tuning.shift('coding', 'medium')).toBe(0);
  expect(tuning.shift('law', 'small')).toBe(0);
});

test('an answer that was right counts for it, and an implicit sign for less', () => {
  tuning.observe(observation({ right: true }));
  expect(tuning.shift('coding', 'small')).toBeGreaterThan(0);
  tuning.observe(observation({ tier: 'medium', decisionId: 'a' }));
  tuning.observe(observation({ tier: 'large', decisionId: 'b', from: 'retry', weight: 0.3 }));
  const [medium, large] = [tuning.shift('coding', 'medium'), tuning.shift('coding', 'large')];
  expect(large).toBeLessThan(0);
  expect(medium).toBeLessThan(2 * large);
});

test('however much is said, the shift stays within the limit', () => {
  callWrong(50);
  expect(tuning.shift('coding', 'small')).toBe(-1);
  callWrong(90, { category: 'law', right: true, predicted: 0.2 });
  expect(tuning.shift('law', 'small')).toBe(1);
});

test('what was said fades with each further answer of the cell, and only of that', () => {
  callWrong(5);
  const before = tuning.shift('coding', 'small');
  tuning.noteAnswer('coding', 'medium');
  tuning.noteAnswer('law', 'small');
  expect(tuning.shift('coding', 'small')).toBe(before);
  for (let answers = 0; answers < 200; answers += 1) tuning.noteAnswer('coding', 'small');
  const after = tuning.shift('coding', 'small');
  expect(after).toBeLessThan(0);
  expect(after).toBeGreaterThan(before / 10);
});

test('silence alone never counts as right', () => {
  callWrong(1);
  for (let answers = 0; answers < 100_000; answers += 1) tuning.noteAnswer('coding', 'small');
  expect(tuning.shift('coding', 'small')).toBeCloseTo(0, 10);
  expect(tuning.shift('coding', 'small')).toBeLessThanOrEqual(0);
  tuning.observe(observation({ decisionId: 'late' }));
  expect(tuning.view().cells).toMatchObject([{ wrong: 1, predicted: 0.8 }]);
});

test('a model that has become better is followed', () => {
  const answerWith = (right: boolean, count: number, round: string): void => {
    for (let i = 0; i < count; i += 1) {
      tuning.noteAnswer('coding', 'small');
      tuning.observe(observation({ decisionId: `${round} ${i}`, right }));
    }
  };
  tuning = open({ keep: 1_000 });
  answerWith(false, 50, 'early');
  expect(tuning.shift('coding', 'small')).toBe(-1);
  answerWith(true, 150, 'late');
  expect(tuning.shift('coding', 'small')).toBeGreaterThan(0);
});

test('an answer counts once, and a person has the last word', () => {
  tuning.observe(observation({ from: 'retry', weight: 0.3 }));
  tuning.observe(observation({ right: true }));
  tuning.observe(observation({ from: 'retry', weight: 0.3 }));
  expect(tuning.view().cells).toMatchObject([{ right: 1, wrong: 0 }]);
});

test('what was said can be taken back, also by who said it alone', () => {
  tuning.observe(observation());
  tuning.undo('decision', 'retry');
  expect(tuning.view().cells).toHaveLength(1);
  tuning.undo('decision', 'person');
  tuning.undo('decision');
  expect(tuning.view().cells).toEqual([]);
  expect(open().view().cells).toEqual([]);
});

test('what is taken back after others were given leaves no trace', () => {
  tuning.observe(observation({ decisionId: 'a' }));
  const before = tuning.view();
  tuning.observe(observation({ decisionId: 'b', right: true, predicted: 0.3 }));
  tuning.undo('b');
  expect(tuning.view()).toEqual(before);
});

test('another start learns the same, under the limit of then', () => {
  callWrong(3);
  for (let answers = 0; answers < 20; answers += 1) tuning.noteAnswer('coding', 'small');
  callWrong(3, { tier: 'medium' });
  tuning.observe(observation({ decisionId: 'later', predicted: 0.6 }));
  expect(open().view()).toEqual(tuning.view());
  expect(open({ maxShift: 0.1 }).shift('coding', 'small')).toBe(-0.1);
});

test('the oldest are forgotten, in memory as in the database', () => {
  tuning = open({ keep: 3 });
  callWrong(2, { category: 'law' });
  callWrong(2);
  expect(tuning.view().cells).toMatchObject([
    { category: 'coding', wrong: 2 },
    { category: 'law', wrong: 1 },
  ]);
  expect(open({ keep: 3 }).view()).toEqual(tuning.view());
});

test('frozen shifts stay, and what was seen meanwhile counts once they are not any more', () => {
  callWrong(2);
  const shift = tuning.shift('coding', 'small');
  tuning.freeze(true);
  callWrong(2, { at: 2_000 });
  tuning.observe(observation({ category: 'law', decisionId: 'law' }));
  expect(tuning.shift('coding', 'small')).toBe(shift);
  expect(tuning.shift('law', 'small')).toBe(0);
  expect(open().view()).toEqual({ ...tuning.view(), frozen: true });

  tuning.freeze(false);
  expect(tuning.shift('law', 'small')).toBeLessThan(0);
  expect(open().view()).toEqual({ ...tuning.view(), frozen: false });
});

test('a frozen shift is seen, also where nothing is left of what it was learnt from', () => {
  tuning.observe(observation());
  const shift = tuning.shift('coding', 'small');
  tuning.freeze(true);
  tuning.undo('decision');
  expect(tuning.view().cells).toEqual([{ category: 'coding', tier: 'small', right: 0, wrong: 0, shift }]);
});

test('after a reset nothing is left, and what was frozen is frozen at 0', () => {
  callWrong(3);
  tuning.freeze(true);
  tuning.reset();
  expect(tuning.view()).toEqual({ frozen: true, maxShift: 1, cells: [] });
  expect(tuning.shift('coding', 'small')).toBe(0);
  expect(open().view()).toEqual(tuning.view());
  expect(database.all('SELECT * FROM routing_observations')).toEqual([]);
  callWrong(1);
  expect(tuning.shift('coding', 'small')).toBe(0);
});

test('what was seen on a site can be forgotten', () => {
  tuning.observe(observation({ decisionId: 'a', group: 'https://one.example' }));
  tuning.observe(observation({ decisionId: 'b' }));
  tuning.forget('https://one.example');
  expect(tuning.view().cells).toMatchObject([{ wrong: 1 }]);
  expect(open().view()).toEqual(tuning.view());
});

test('cells are listed by category, the cheapest tier first', () => {
  for (const [category, tier] of [
    ['law', 'small'],
    ['coding', 'large'],
    ['coding', 'small'],
  ] as const)
    tuning.observe(observation({ category, tier, decisionId: `${category} ${tier}` }));
  expect(tuning.view().cells.map(({ category, tier }) => `${category} ${tier}`)).toEqual([
    ...['coding small', 'coding large', 'law small'],
  ]);
});

test('rows of another version are left out', () => {
  database.run(`INSERT INTO routing_observations (id, record) VALUES ('odd', '{"tier": "huge"}')`);
  tuning.observe(observation());
  expect(open().view()).toEqual(tuning.view());
});
