import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../daemon/database/database.ts';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import { createJudgedLog, type JudgedLog } from '../../../daemon/learning/judged-log.ts';
import { judgedDecision } from '../../support/judged-decision.ts';

let database: Database;
let log: JudgedLog;

beforeEach(() => {
  ({ database } = openDatabase({ file: undefined }));
  log = createJudgedLog({ database, keep: 3 });
});
afterEach(() => {
  database.close();
});

function idsOf(judged: JudgedLog): string[] {
  return judged.all().map(({ decisionId }) => decisionId);
}

test('what was said comes back as it was, oldest first', () => {
  const first = judgedDecision({ decisionId: 'a' });
  const second = judgedDecision({ decisionId: 'b', score: undefined, from: 'audit', isRight: true });
  log.put(first);
  log.put(second);
  expect(log.all()).toEqual([first, second]);
});

test('judging again replaces what was said before, and counts as new', () => {
  log.put(judgedDecision({ decisionId: 'a', isRight: true }));
  log.put(judgedDecision({ decisionId: 'b' }));
  log.put(judgedDecision({ decisionId: 'a', isRight: false }));
  expect(log.all().map(({ decisionId, isRight }) => [decisionId, isRight])).toEqual([
    ['b', false],
    ['a', false],
  ]);
});

test('what is taken back is gone', () => {
  log.put(judgedDecision({ decisionId: 'a' }));
  expect(log.remove('a')).toBe(true);
  expect(log.remove('a')).toBe(false);
  expect(log.all()).toEqual([]);
});

test('the oldest go first, however often one was judged again', () => {
  for (const decisionId of ['a', 'b', 'a', 'a', 'c']) log.put(judgedDecision({ decisionId }));
  expect(idsOf(log)).toEqual(['b', 'a', 'c']);
  log.put(judgedDecision({ decisionId: 'd' }));
  expect(idsOf(log)).toEqual(['a', 'c', 'd']);
});

test('what was said in a group, or of an entry anywhere, can be forgotten, also by another version', () => {
  log.put(judgedDecision({ decisionId: 'a', group: 'https://one.example' }));
  log.put(judgedDecision({ decisionId: 'b', entryId: 'other' }));
  log.put(judgedDecision({ decisionId: 'c' }));
  database.run(
    `INSERT INTO judged_decisions (id, record) VALUES ('odd', '{"group": "https://one.example"}')`,
  );
  log.forget({ group: 'https://one.example', entries: ['other', 'nobody'] });
  expect(database.all('SELECT id FROM judged_decisions')).toEqual([{ id: 'c' }]);
});

test('a row of another version is left out', () => {
  database.run(`INSERT INTO judged_decisions (id, record) VALUES ('odd', '{"isRight": "maybe"}')`);
  log.put(judgedDecision({ decisionId: 'a' }));
  expect(idsOf(log)).toEqual(['a']);
});
