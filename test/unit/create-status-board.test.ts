import { expect, test } from 'vitest';
import { createStatusBoard, type StatusBoard } from '../../daemon/create-status-board.ts';
import type { WrongShareReport } from '../../daemon/learning/experience.ts';
import { createMetrics, type Metrics } from '../../daemon/metrics/metrics.ts';
import { createModelRegistry } from '../../daemon/providers/model-registry.ts';
import type { StoreStats } from '../../daemon/store/answer-store.ts';
import type { AuditOutcome, AuditReport } from '../../daemon/pipeline/recorder.ts';
import { countAudit } from '../../daemon/recording/count-audit.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeEmbedder } from '../support/fake-embedder.ts';
import { FakeVerifier } from '../support/fake-verifier.ts';
import { FakeModel } from '../support/fake-model.ts';
import { modelInfo } from '../support/model-info.ts';
import { FakeStore } from '../support/fake-store.ts';

/** A store that says what is wrong with it. */
class TroubledStore extends FakeStore {
  sentences: string[] = [];
  details: Record<string, string> | undefined;

  troubles(): string[] {
    return this.sentences;
  }

  override async stats(): Promise<StoreStats> {
    const stats = await super.stats();
    if (this.fail) throw new Error('the store is down');
    return { ...stats, backend: 'milvus', ...(this.details && { details: this.details }) };
  }
}

interface Models {
  embedder?: FakeEmbedder;
  verifier?: FakeVerifier;
  matcher?: { fault?: string };
  shares?: WrongShareReport;
  metrics?: Metrics;
  auditShare?: number;
  ownModelsFault?: string;
}

function emptyMetrics(): Metrics {
  return createMetrics({ store: () => Promise.resolve({ entries: 0 }), breakers: () => [] });
}

function boardOf(store: FakeStore | undefined, given: Models = {}): StatusBoard {
  const models = createModelRegistry([new FakeModel({ id: 'my-small', tier: 'small' })]);
  const { embedder = new FakeEmbedder(), verifier, matcher = {}, shares } = given;
  const { metrics = emptyMetrics(), auditShare = 0 } = given;
  return createStatusBoard({
    ...{ store, embedder, verifier, matcher, models, metrics, clock: new FakeClock() },
    ...{ wrongAnswers: () => shares, auditShare, ownModels: { fault: given.ownModelsFault } },
    budget: () => undefined,
  });
}

function failed<Part extends FakeEmbedder | FakeVerifier>(part: Part, whyNot: string): Part {
  part.whyNot = whyNot;
  return part;
}

test('what the store cannot do is said as long as it says so', async () => {
  const store = new TroubledStore();
  const board = boardOf(store);
  expect(board.degraded()).toEqual([]);
  store.sentences = ['Milvus cannot be used.', 'It takes no writes.'];
  expect(board.degraded()).toEqual(store.sentences);
  expect((await board.read()).degraded).toEqual(store.sentences);
  store.sentences = [];
  expect(board.degraded()).toEqual([]);
});

test('what the store says comes before that it failed', () => {
  const store = new TroubledStore();
  store.sentences = ['Milvus cannot be used.'];
  const board = boardOf(store);
  board.notePart('store', false);
  expect(board.degraded()).toEqual([
    'Milvus cannot be used.',
    'The store failed lately: answers are not kept. See the log.',
  ]);
});

test('a store without troubles, and none at all, have none', () => {
  expect(boardOf(new FakeStore()).degraded()).toEqual([]);
  expect(boardOf(undefined).degraded()).toEqual([]);
});

test('details of the store are handed on', async () => {
  const store = new TroubledStore();
  store.details = { Milvus: 'lan:19530, connected' };
  expect((await boardOf(store).read()).store).toMatchObject({
    backend: 'milvus',
    details: { Milvus: 'lan:19530, connected' },
  });
});

test('a store that cannot be counted is unavailable, and the status comes all the same', async () => {
  const store = new TroubledStore();
  store.fail = true;
  expect((await boardOf(store).read()).store).toMatchObject({ backend: 'unavailable', entries: 0 });
});

test('models that cannot be used say so in their own words, and are failed in the status', async () => {
  const board = boardOf(new FakeStore(), {
    embedder: failed(new FakeEmbedder(), 'The embedding model is off: its weights are damaged.'),
    verifier: failed(new FakeVerifier(), 'The verifying model is off: it keeps crashing.'),
  });
  expect(board.degraded()).toEqual([
    'The embedding model is off: its weights are damaged.',
    'The verifying model is off: it keeps crashing.',
  ]);
  expect(await board.read()).toMatchObject({
    embedder: { state: 'failed' },
    verifier: { id: 'fake-verifier', state: 'failed' },
  });
});

test('a calibration that does not fit is told', () => {
  expect(boardOf(new FakeStore(), { matcher: { fault: 'Made with another.' } }).degraded()).toEqual([
    'Made with another.',
  ]);
});

test('without a cache the verifier is off, whatever is wrong with it, and the router still embeds', async () => {
  const board = boardOf(undefined, { verifier: failed(new FakeVerifier(), 'It is off.') });
  expect(board.degraded()).toEqual([]);
  expect(await board.read()).toMatchObject({ embedder: { state: 'ready' }, verifier: { state: 'off' } });
});

test('where no verifier is wanted the status names none', async () => {
  expect(await boardOf(new FakeStore()).read()).not.toHaveProperty('verifier');
});

test('an estimate over the budget is said, without naming sites', () => {
  const share = { served: 20, judged: 4, share: 0.2, low: 0.1, high: 0.4, raisedBy: 2.5 };
  const groups = [{ group: 'https://one.example', ...share }];
  const shares = { budget: 0.02, isKept: true, overall: { ...share, raisedBy: 0 }, groups };
  expect(boardOf(new FakeStore(), { shares }).degraded()).toEqual([
    'More answers from the cache were wrong than the budget allows: fewer are reused until it holds again.',
  ]);
});

test('shadow audits are counted with what they took, apart from requests, where they are wanted', async () => {
  const metrics = emptyMetrics();
  const price = { inputPerMillion: 10, outputPerMillion: 100 };
  const model = modelInfo({ price });
  const usage = { promptTokens: 100, completionTokens: 10 };
  const counted = (outcome: AuditOutcome, calls: AuditReport['calls']): void => {
    countAudit(metrics, { decision: 'd', outcome, error: undefined, calls });
  };
  counted('wrong', [
    { model, usage },
    { model, usage: undefined },
  ]);
  counted('right', [{ model: modelInfo(), usage }]);
  counted('unsure', []);
  counted('failed', []);
  counted('busy', []);
  const status = await boardOf(new FakeStore(), { metrics, auditShare: 0.02 }).read();
  expect(status.audits).toEqual({
    share: 0.02,
    right: 1,
    wrong: 1,
    undecided: 2,
    tokens: 220,
    costUsd: 0.002,
  });
  expect(status.requests.total).toBe(0);
  expect(await boardOf(new FakeStore(), { metrics }).read()).not.toHaveProperty('audits');
});

test('what was learnt of single models and cannot be used is said', () => {
  expect(boardOf(new FakeStore(), { ownModelsFault: 'made for other heads' }).degraded()).toContain(
    'made for other heads',
  );
});
