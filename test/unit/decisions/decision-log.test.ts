import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../../daemon/database/database.ts';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import {
  createDecisionLog,
  type DecisionLog,
  type DecisionRecord,
} from '../../../daemon/decisions/decision-log.ts';
import { decisionRecord as record } from '../../support/decision-record.ts';

let database: Database;
let log: DecisionLog;

beforeEach(() => {
  ({ database } = openDatabase({ file: undefined }));
  log = createDecisionLog({
    database,
    keep: 100,
    onFault: (fault) => {
      throw fault;
    },
  });
});
afterEach(() => {
  log.close();
  database.close();
});

function idsOf(records: DecisionRecord[]): string[] {
  return records.map(({ id }) => id);
}

beforeEach(() => {
  log.record(record('a'));
  log.record(record('b', { site: 'https://two.example' }));
  log.record(record('c', { site: 'http' }));
  log.record(record('d', { user: 'ann' }));
  log.record(record('e'));
});

test('what a user asked on pages is listed newest first, without other users and the HTTP inlet', () => {
  expect(idsOf(log.latestOfPages({ user: 'me', site: undefined }, 10))).toEqual(['e', 'b', 'a']);
});

test('the list can be of one site, and short', () => {
  expect(idsOf(log.latestOfPages({ user: 'me', site: 'https://one.example' }, 1))).toEqual(['e']);
});

test('deleting the decisions of a site leaves those of other sites and users', () => {
  expect(log.deleteOfPages({ user: 'me', site: 'https://one.example' })).toBe(2);
  expect(idsOf(log.latest(10))).toEqual(['d', 'c', 'b']);
});

test('a judgement stands in the record', () => {
  expect(log.judge('a', 'wrong')).toBe(true);
  expect(log.get('a')?.judged).toBe('wrong');
});

test('an unknown decision cannot be judged', () => {
  expect(log.judge('nobody', 'wrong')).toBe(false);
});
