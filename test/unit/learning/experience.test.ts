import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../daemon/database/database.ts';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import { Experience } from '../../../daemon/learning/experience.ts';
import { createJudgedLog, type JudgedDecision } from '../../../daemon/learning/judged-log.ts';
import type { ServedHit } from '../../../daemon/learning/served-windows.ts';
import { judgedDecision } from '../../support/judged-decision.ts';

const ENTRY = { id: 'entry', createdAt: 1_000 };
const ASKED = { questionHash: 'wording', group: 'http' };
const OTHERWISE = { questionHash: 'other wording', group: 'http' };

let database: Database;
let experience: Experience;

beforeEach(() => {
  ({ database } = openDatabase({ file: undefined }));
  experience = open();
});
afterEach(() => {
  database.close();
});

function open(
  change: {
    served?: ServedHit[];
    isKept?: boolean;
    keep?: number;
    budget?: number;
    logOddsOf?: (score: number) => number;
  } = {},
): Experience {
  return new Experience({
    ...{ log: createJudgedLog({ database, keep: 100 }), keep: 100, served: [], window: 500 },
    ...{ budget: 0.02, isKept: true },
    ...change,
  });
}

function judge(decisionId: string, change: Partial<JudgedDecision> = {}): void {
  experience.judge(judgedDecision({ decisionId, ...change }));
}

function serve(count: number, change: Partial<ServedHit> = {}): void {
  for (let index = 0; index < count; index += 1) {
    experience.noteServed({
      ...{ decisionId: `${change.group ?? ''} ${index}`, group: 'http', probability: 0.99, score: 4.6 },
      ...change,
    });
  }
}

test('of an answer that nobody judged nothing is known', () => {
  expect(experience.of(ENTRY, ASKED)).toEqual({ isRight: undefined, penalty: 0 });
});

test('a wrong answer is known for its wording, and its bar rises for others', () => {
  judge('a');
  expect(experience.of(ENTRY, ASKED).isRight).toBe(false);
  expect(experience.of(ENTRY, OTHERWISE)).toMatchObject({ isRight: undefined });
  expect(experience.of(ENTRY, OTHERWISE).penalty).toBeGreaterThan(2);
});

test('a right answer is known for its wording, and lowers its bar a little', () => {
  judge('a', { isRight: true });
  expect(experience.of(ENTRY, ASKED).isRight).toBe(true);
  const { penalty } = experience.of(ENTRY, OTHERWISE);
  expect(penalty).toBeLessThan(0);
  expect(penalty).toBeGreaterThanOrEqual(-1);
});

test('what was taken back never was', () => {
  judge('a');
  experience.undo('a');
  expect(experience.of(ENTRY, ASKED)).toEqual({ isRight: undefined, penalty: 0 });
  expect(open().of(ENTRY, ASKED)).toEqual({ isRight: undefined, penalty: 0 });
});

test('the newest word on a wording holds, and the one before it once that is taken back', () => {
  judge('a');
  judge('b', { isRight: true });
  expect(experience.of(ENTRY, ASKED).isRight).toBe(true);
  experience.undo('b');
  expect(experience.of(ENTRY, ASKED).isRight).toBe(false);
});

test('judging a decision again replaces what was said of it', () => {
  judge('a');
  judge('a', { isRight: true });
  expect(experience.of(ENTRY, ASKED).isRight).toBe(true);
  expect(experience.of(ENTRY, OTHERWISE).penalty).toBeLessThan(0);
});

test('a newer answer to the same question starts afresh, but what it was wrong for stays so', () => {
  judge('a');
  judge('b', { questionHash: 'right wording', isRight: true });
  const newer = { ...ENTRY, createdAt: 1_001 };
  expect(experience.of(newer, ASKED)).toEqual({ isRight: false, penalty: 0 });
  expect(experience.of(newer, { ...ASKED, questionHash: 'right wording' }).isRight).toBeUndefined();
});

test('of an answer that is being written only what was wrong is known', () => {
  judge('a');
  expect(experience.of({ id: ENTRY.id }, ASKED)).toEqual({ isRight: false, penalty: 0 });
});

test('it is known after a restart', () => {
  judge('a');
  const { penalty } = experience.of(ENTRY, OTHERWISE);
  const again = open();
  expect(again.of(ENTRY, ASKED).isRight).toBe(false);
  expect(again.of(ENTRY, OTHERWISE).penalty).toBe(penalty);
});

test('a forgotten group is as if nothing had been said there, now and after a restart', () => {
  const [one, two] = ['https://one.example', 'https://two.example'];
  for (const group of [one, two]) serve(20, { group });
  for (const index of [0, 1, 2, 3]) {
    judge(`${one} ${index}`, { group: one, entryId: `of one ${index}` });
  }
  judge(`${two} 0`, { group: two });
  const raised = (): number | undefined =>
    experience.report().groups.find(({ group }) => group === one)?.raisedBy;
  expect(raised()).toBeGreaterThan(0);

  experience.forget({ group: one, entries: [] });

  expect(raised()).toBe(0);
  expect(experience.report().overall).toMatchObject({ served: 40, judged: 1 });
  for (const known of [experience, open()]) {
    expect(known.of({ ...ENTRY, id: 'of one 0' }, { ...ASKED, group: one }).isRight).toBeUndefined();
    expect(known.of(ENTRY, { ...ASKED, group: two }).isRight).toBe(false);
  }
});

test('no more is remembered than is kept', () => {
  experience = open({ keep: 2 });
  judge('a', { entryId: 'first' });
  judge('b');
  judge('c');
  expect(experience.of({ ...ENTRY, id: 'first' }, ASKED).isRight).toBeUndefined();
  expect(experience.of(ENTRY, ASKED).isRight).toBe(false);
});

test('an answer that is right for its own question is not trusted more for others', () => {
  judge('a', { isRight: true, cache: 'hit-exact', score: undefined, similarity: undefined });
  expect(experience.of(ENTRY, OTHERWISE).penalty).toBe(0);
});

test('more wrong answers than calibrated raise the bar of the group, also for entries that are new in it', () => {
  serve(10, { group: 'https://one.example' });
  serve(10, { group: 'https://two.example' });
  const unknown = { id: 'unknown', createdAt: 1 };
  const barIn = (group: string): number => experience.of(unknown, { questionHash: 'q', group }).penalty;
  for (const index of [0, 1, 2]) judge(`https://one.example ${index}`, { group: 'https://one.example' });

  expect(barIn('https://one.example')).toBeGreaterThan(barIn('https://two.example'));
  expect(barIn('https://two.example')).toBeGreaterThan(0);
  expect(barIn('https://new.example')).toBeGreaterThan(0);
});

test('as many wrong answers as calibrated raise no bar', () => {
  serve(400);
  judge(' 0', { entryId: 'a' });
  judge(' 1', { entryId: 'b' });
  expect(experience.of(ENTRY, ASKED).penalty).toBe(0);
});

test('a wrong answer never makes any answer easier to serve', () => {
  serve(30, { group: 'https://one.example' });
  serve(30);
  const penalties = (): number[] =>
    ['https://one.example', 'http', 'https://new.example'].flatMap((group) =>
      ['entry', 'unknown'].map((id) => experience.of({ ...ENTRY, id }, { questionHash: 'q', group }).penalty),
    );
  for (let index = 0; index < 8; index += 1) {
    const before = penalties();
    judge(` ${index}`, { questionHash: `wording ${index}` });
    for (const [which, penalty] of penalties().entries()) {
      expect(penalty).toBeGreaterThanOrEqual(before[which]! - 1e-9);
    }
  }
});

test('a group that is surely over the budget has its bar raised until it is within again, and alone', () => {
  serve(100, { group: 'https://fine.example' });
  serve(20);
  for (const index of [0, 1, 2, 3]) judge(` ${index}`, { entryId: `entry ${index}` });
  const raisedIn = (name: string): number | undefined =>
    experience.report().groups.find(({ group }) => group === name)?.raisedBy;

  expect(raisedIn('http')).toBeGreaterThan(1);
  expect(raisedIn('https://fine.example')).toBe(0);
  expect(experience.of(ENTRY, ASKED).penalty).toBeGreaterThanOrEqual(raisedIn('http')!);

  for (let index = 0; index < 480; index += 1) serve(1, { decisionId: `later ${index}`, probability: 0.999 });
  expect(raisedIn('http')).toBe(0);
});

test('where similarity alone decides, the budget raises nothing, and a wrong entry still stands for itself', () => {
  experience = open({ isKept: false });
  serve(20, { probability: 0.8, score: undefined });
  judge(' 0', { score: undefined });
  expect(experience.report()).toMatchObject({
    isKept: false,
    overall: { served: 20, judged: 1, raisedBy: 0 },
  });
  expect(experience.of(ENTRY, OTHERWISE).penalty).toBeGreaterThan(0);
  expect(experience.of({ ...ENTRY, id: 'unknown' }, OTHERWISE).penalty).toBe(0);
});

test('the estimate is over what was served before the start, too', () => {
  judge('a');
  const served = ['a', 'b'].map((decisionId) => ({ decisionId, group: 'http', probability: 0.9, score: 3 }));
  expect(open({ served }).report()).toMatchObject({
    overall: { served: 2, judged: 1 },
    groups: [{ group: 'http', served: 2, judged: 1 }],
  });
});

test('what a calibration explains of wrong answers is not held against the site a second time', () => {
  const served = Array.from({ length: 100 }, (_, index) => ({
    ...{ decisionId: `${index}`, group: 'http', score: 4, probability: 0.98 },
  }));
  for (let index = 0; index < 8; index += 1) judge(`${index}`, { entryId: `${index}` });
  const another = { id: 'another', createdAt: 1_000 };
  const options = { served, isKept: true, budget: 0.5 };
  const unexplained = open(options).of(another, ASKED).penalty;
  const explained = open({ ...options, logOddsOf: (score) => score - 1 }).of(another, ASKED).penalty;
  expect(unexplained).toBeGreaterThan(0.5);
  expect(explained).toBeLessThan(unexplained - 0.4);
});
