import { expect, test } from 'vitest';
import { createStatusBoard, type StatusBoard } from '../../daemon/create-status-board.ts';
import type { WrongShareReport } from '../../daemon/learning/experience.ts';
import { createMetrics } from '../../daemon/metrics/metrics.ts';
import { createModelRegistry } from '../../daemon/providers/model-registry.ts';
import type { StoreStats } from '../../daemon/store/answer-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { FakeEmbedder } from '../support/fake-embedder.ts';
import { FakeModel } from '../support/fake-model.ts';
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

function boardOf(store: FakeStore | undefined, shares?: WrongShareReport): StatusBoard {
  const metrics = createMetrics({ store: () => Promise.resolve({ entries: 0 }), breakers: () => [] });
  const models = createModelRegistry([new FakeModel({ id: 'my-small', tier: 'small' })]);
  return createStatusBoard({
    ...{ store, embedder: new FakeEmbedder(), models, metrics, clock: new FakeClock() },
    wrongAnswers: () => shares,
  });
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

test('an estimate over the budget is said, without naming sites', () => {
  const share = { served: 20, judged: 4, share: 0.2, low: 0.1, high: 0.4, raisedBy: 2.5 };
  const groups = [{ group: 'https://one.example', ...share }];
  const shares = { budget: 0.02, isKept: true, overall: { ...share, raisedBy: 0 }, groups };
  expect(boardOf(new FakeStore(), shares).degraded()).toEqual([
    'More answers from the cache were wrong than the budget allows: fewer are reused until it holds again.',
  ]);
});
