import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import type { Database } from '../../../daemon/database/database.ts';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import { createDecisionLog, type DecisionLog } from '../../../daemon/decisions/decision-log.ts';
import { Experience } from '../../../daemon/learning/experience.ts';
import { createJudgedLog, type JudgedLog } from '../../../daemon/learning/judged-log.ts';
import { createFeedback, type Feedback } from '../../../daemon/pipeline/feedback.ts';
import { createForgetting, type Forgetting } from '../../../daemon/pipeline/forgetting.ts';
import { createObservationLog } from '../../../daemon/router/live/observation-log.ts';
import { TierTuning } from '../../../daemon/router/live/tier-tuning.ts';
import { createSiteScopeRows } from '../../../daemon/store/site-scope-rows.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { decisionRecord } from '../../support/decision-record.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeStore } from '../../support/fake-store.ts';
import { observation } from '../../support/observation.ts';

const ONE = 'https://one.example';
const TWO = 'https://two.example';
const OF_ONE = cacheEntry(1, { origin: ONE });
const OF_TWO = cacheEntry(2, { origin: TWO });

let database: Database;
let store: FakeStore;
let judgedLog: JudgedLog;
let decisions: DecisionLog;
let experience: Experience;
let routing: TierTuning;
let feedback: Feedback;
let forgetting: Forgetting;

beforeEach(async () => {
  ({ database } = openDatabase({ file: undefined }));
  store = new FakeStore();
  for (const entry of [OF_ONE, OF_TWO]) await store.put(entry);
  const onFault = (fault: unknown): never => {
    throw fault;
  };
  decisions = createDecisionLog({ database, keep: 100, onFault });
  judgedLog = createJudgedLog({ database, keep: 100 });
  experience = new Experience({
    ...{ log: judgedLog, keep: 100, served: [], window: 500, budget: 0.02, isKept: true },
  });
  const log = createObservationLog({ database, keep: 100 });
  routing = new TierTuning({ log, keep: 100, maxShift: 1 });
  feedback = createFeedback({ decisions, experience, routing, store, clock: new FakeClock() });
  const siteScopes = createSiteScopeRows(database, new FakeClock());
  siteScopes.note('site', 'scope');
  forgetting = createForgetting({ store, feedback, experience, routing, decisions, siteScopes });
});
afterEach(() => {
  decisions.close();
  database.close();
});

/** Asks on a site in other words, is given that answer, and calls it wrong. */
async function callWrong(id: string, entry: CacheEntry, site: string): Promise<void> {
  const served = { cache: 'hit-semantic', similarity: 0.93, score: 4, probability: 0.98 };
  const record = decisionRecord(id, {
    ...{ ...served, site, entryId: entry.id, storedAt: entry.createdAt, questionHash: 'wording' },
  });
  decisions.record(record);
  experience.noteServed({ decisionId: id, group: site, probability: 0.98, score: 4 });
  await feedback.take(record, 'wrong');
}

function isWrong(entry: CacheEntry, group: string): boolean {
  return experience.of(entry, { questionHash: 'wording', group }).isRight === false;
}

function left(): string[] {
  return judgedLog.all().map(({ decisionId }) => decisionId);
}

test('a forgotten site leaves no answer and no judgement, neither of it nor of its answers elsewhere', async () => {
  await callWrong('a', OF_ONE, ONE);
  await callWrong('b', OF_ONE, TWO);
  await callWrong('c', OF_TWO, ONE);
  await callWrong('d', OF_TWO, TWO);

  expect(await forgetting.site(ONE)).toBe(1);

  expect([...store.entriesById.values()]).toEqual([OF_TWO]);
  expect(left()).toEqual(['d']);
  expect([isWrong(OF_ONE, ONE), isWrong(OF_ONE, TWO), isWrong(OF_TWO, TWO)]).toEqual([false, false, true]);
  expect(decisions.latest(10)).toHaveLength(4);
});

test('an answer that was deleted as wrong does not come back to a forgotten site', async () => {
  const exact = decisionRecord('a', {
    ...{ cache: 'hit-exact', site: ONE, entryId: OF_ONE.id, storedAt: OF_ONE.createdAt },
  });
  decisions.record(exact);
  expect(await feedback.take(exact, 'wrong')).toEqual({ forgotten: true });
  await forgetting.site(ONE);
  expect(await feedback.take({ ...exact, judged: 'wrong' }, 'undo')).toEqual({ forgotten: true });
  expect([...store.entriesById.values()]).toEqual([OF_TWO]);
});

test('forgetting everything leaves no row: answers, judgements, decisions, scopes of sites', async () => {
  await callWrong('a', OF_ONE, ONE);
  await callWrong('b', OF_TWO, 'http');
  routing.observe(observation());

  expect(await forgetting.everything()).toBe(2);

  expect(store.entriesById.size).toBe(0);
  for (const table of ['judged_decisions', 'routing_observations', 'decisions', 'site_scopes']) {
    expect(database.all(`SELECT * FROM ${table}`)).toEqual([]);
  }
  expect(isWrong(OF_ONE, ONE)).toBe(false);
  expect(experience.report()).toMatchObject({ overall: undefined, groups: [] });
});

test('a forgotten site leaves nothing of what it taught the router', async () => {
  routing.observe(observation({ decisionId: 'a', group: ONE }));
  routing.observe(observation({ decisionId: 'b', group: TWO, category: 'law' }));
  await forgetting.site(ONE);
  expect(routing.view().cells).toMatchObject([{ category: 'law' }]);
});

test('a store that cannot be cleared keeps what its answers were wrong for', async () => {
  await callWrong('a', OF_ONE, ONE);
  store.fail = true;
  await expect(forgetting.everything()).rejects.toThrow();
  await expect(forgetting.site(ONE)).rejects.toThrow();
  expect(isWrong(OF_ONE, ONE)).toBe(true);
});
