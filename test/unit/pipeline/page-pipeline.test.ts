import { beforeEach, expect, test } from 'vitest';
import { parseCacheControl } from '../../../daemon/cache/cache-controls.ts';
import { AnswerKeeper } from '../../../daemon/pipeline/answer-keeper.ts';
import { createCacheLookup } from '../../../daemon/pipeline/cache-lookup.ts';
import { cosineMatcher } from '../../support/cosine-matcher.ts';
import type { Miss } from '../../../daemon/pipeline/miss.ts';
import {
  createPagePipeline,
  type PageAsk,
  type PagePipeline,
} from '../../../daemon/pipeline/page-pipeline.ts';
import { createSiteScopes } from '../../../daemon/pipeline/site-scopes.ts';
import { createModelRegistry } from '../../../daemon/providers/model-registry.ts';
import { createModelPace } from '../../../daemon/router/live/model-pace.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeEmbedder } from '../../support/fake-embedder.ts';
import { FakeModel } from '../../support/fake-model.ts';
import { FakeRecorder } from '../../support/fake-recorder.ts';
import { FakeStore } from '../../support/fake-store.ts';
import { modelInfo } from '../../support/model-info.ts';
import { createTestRouter } from '../../support/test-router.ts';

const QUESTION = 'How do I reset my password?';
const ANSWER = {
  choices: [{ text: 'So.', reasoning: '', finishReason: 'stop', hasMoreThanText: false }],
  usage: undefined,
};
const ROUTING = { by: 'estimate' as const, limit: {}, promptTokens: 10, options: [] };

let store: FakeStore;
let recorder: FakeRecorder;
let small: FakeModel;
let areScopesBroken: boolean;
let pipeline: PagePipeline;

beforeEach(() => {
  store = new FakeStore();
  recorder = new FakeRecorder();
  small = new FakeModel({ id: 'my-small', tier: 'small' });
  areScopesBroken = false;
  const clock = new FakeClock();
  const embedder = new FakeEmbedder().place(QUESTION, 0);
  const shared = { store, embedder, clock, recorder };
  const scopes: string[] = [];
  const touch = (): void => {
    if (areScopesBroken) throw new Error('disk full');
  };
  const rows = {
    of: () => {
      touch();
      return scopes;
    },
    note: (_site: string, scope: string) => {
      touch();
      scopes.unshift(scope);
    },
  };
  const matcher = cosineMatcher();
  pipeline = createPagePipeline({
    cache: {
      ...{ store, matcher, boundTo: () => undefined },
      lookup: createCacheLookup({ ...shared, matcher }),
      keeper: new AnswerKeeper({ ...shared, timeToLiveMs: 60_000, keepsSimulated: false }),
    },
    ...{ router: createTestRouter(), vectorOf: () => Promise.resolve(undefined), reserve: () => undefined },
    models: createModelRegistry([small]),
    ...{ pace: createModelPace(clock), patience: () => Infinity },
    ...{ recorder, clock, createId: () => 'decision', random: () => 0 },
    siteScopes: createSiteScopes(rows, recorder),
  });
});

function ask(change: Partial<PageAsk> = {}): ReturnType<PagePipeline> {
  const origin = 'https://desk.example';
  return pipeline({
    request: chatRequest(QUESTION, { model: 'gpt-4o' }),
    caller: { site: origin, origin, owner: 'user:me', user: 'me', secret: new Uint8Array(32) },
    ...{
      controls: parseCacheControl(undefined),
      signal: new AbortController().signal,
      dialect: 'openai-chat',
    },
    ...change,
  });
}

async function miss(change: Partial<PageAsk> = {}): Promise<Miss> {
  const consultation = await ask(change);
  if (consultation.kind !== 'miss') throw new Error('This was a hit.');
  return consultation.miss;
}

test('what a page answered itself is found the next time, and by a question beside the page', async () => {
  expect(await (await miss()).learn(ANSWER, { model: 'gpt-4o', tier: undefined })).toBeUndefined();
  expect((await ask()).kind).toBe('hit');
  expect((await ask({ isBeside: true, request: chatRequest(QUESTION) })).kind).toBe('hit');
});

test('a store that fails is a miss, and what cannot be learnt is said', async () => {
  store.fail = true;
  const missed = await miss();
  expect(await missed.learn(ANSWER, { model: 'gpt-4o', tier: undefined })).toBe('store-unavailable');
  expect(recorder.failedParts).toContain('store');
});

test('scopes that cannot be read or noted cost a hit beside the page, and no error', async () => {
  areScopesBroken = true;
  expect(await (await miss()).learn(ANSWER, { model: 'gpt-4o', tier: undefined })).toBeUndefined();
  expect((await ask()).kind).toBe('hit');
  expect((await ask({ isBeside: true, request: chatRequest(QUESTION) })).kind).toBe('miss');
});

test('a reason against the cache keeps it from being asked', async () => {
  await (await miss()).learn(ANSWER, { model: 'gpt-4o', tier: undefined });
  store.calls.length = 0;
  expect((await miss({ bypass: 'watching' })).turn.bypass).toBe('watching');
  expect(store.calls).toEqual([]);
});

test('an answer that may not serve in this form is a miss', async () => {
  await (await miss()).learn(ANSWER, { model: 'gpt-4o', tier: undefined });
  expect((await ask({ mayServe: ({ isOwn }) => isOwn })).kind).toBe('hit');
  expect((await ask({ mayServe: () => false })).kind).toBe('miss');
});

test('a pass is recorded with its reason, and a rewritten request with its model', async () => {
  (await miss()).pass('because');
  (await miss()).pass('asks for little', { model: 'gpt-4o-mini', tier: 'small', routing: ROUTING });
  expect(recorder.reports.map(({ outcome, verdict }) => [outcome, verdict?.reason, verdict?.model])).toEqual([
    ['passed', 'because', 'page'],
    ['rewritten', 'asks for little', 'gpt-4o-mini'],
  ]);
});

test("a model of the page's own endpoint is chosen among those given", async () => {
  const pool = [
    modelInfo({ id: 'site-small', tier: 'small' }),
    modelInfo({ id: 'site-large', tier: 'large' }),
  ];
  expect((await (await miss()).route(pool)).model.id).toBe('site-small');
});

test("the daemon's own models answer under a name that only the page's endpoint knows", async () => {
  small.answers('From here.');
  const { chunks, verdict } = await (await miss()).generate();
  for await (const _chunk of chunks);
  expect(verdict.model).toBe('my-small');
  expect((await ask()).kind).toBe('hit');
});
