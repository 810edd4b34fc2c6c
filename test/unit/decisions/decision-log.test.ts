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

test('all can be deleted, also what is not written yet', () => {
  log.get('a');
  log.record(record('f'));
  log.clear();
  expect(log.latest(10)).toEqual([]);
});

test('a judgement stands in the record', () => {
  expect(log.judge('a', { judged: 'wrong', judgedBy: 'audit' })).toBe(true);
  expect(log.get('a')).toMatchObject({ judged: 'wrong', judgedBy: 'audit' });
});

test('an unknown decision cannot be judged', () => {
  expect(log.judge('nobody', { judged: 'wrong', judgedBy: 'person' })).toBe(false);
});

test('a judgement that is taken back stands there no more', () => {
  log.judge('a', { judged: 'wrong', judgedBy: 'person' });
  expect(log.judge('a', undefined)).toBe(true);
  expect(log.get('a')).toEqual(record('a'));
});

test('what was served by meaning lately is listed oldest first, with what is known of it', () => {
  const known = { probability: 0.97, score: 4.1 };
  log.record(record('f', { cache: 'hit-semantic', similarity: 0.9, ...known }));
  log.record(record('g', { cache: 'hit-exact', probability: 1 }));
  log.record(record('h', { cache: 'hit-coalesced', similarity: 0.9, site: 'http' }));
  log.record(record('i', { cache: 'miss', similarity: 0.7 }));
  expect(log.servedByMeaning(1)).toMatchObject([{ id: 'h' }]);
  expect(log.servedByMeaning(10)).toEqual([
    { id: 'f', site: 'https://one.example', ...known },
    { id: 'h', site: 'http', probability: undefined, score: undefined },
  ]);
});
