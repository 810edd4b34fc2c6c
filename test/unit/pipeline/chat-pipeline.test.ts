import { beforeEach, expect, test } from 'vitest';
import type { ModelInfo } from '../../../daemon/chat/model-info.ts';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import type { FakeEmbedder } from '../../support/fake-embedder.ts';
import type { FakeModel } from '../../support/fake-model.ts';
import type { FakeRecorder } from '../../support/fake-recorder.ts';
import type { FakeStore } from '../../support/fake-store.ts';
import { createGate } from '../../support/gate.ts';
import { createTestPipeline, type AskOptions, type TestPipeline } from '../../support/test-pipeline.ts';

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';
const FAR = 'How do I reset my password?';

let store: FakeStore;
let embedder: FakeEmbedder;
let recorder: FakeRecorder;
let clock: FakeClock;
let small: FakeModel;
let medium: FakeModel;
let ask: TestPipeline['ask'];
let open: TestPipeline['open'];

beforeEach(() => {
  ({ store, embedder, recorder, clock, small, medium, ask, open } = createTestPipeline());
  embedder.place(QUESTION, 0).place(REWORDED, 0.3).place(FAR, 1.5);
});

test('a new question goes to a model, and the same again comes from the cache without any model call', async () => {
  small.answers('sun and wind');
  expect(await ask(QUESTION)).toMatchObject({ cache: 'miss', text: 'sun and wind' });
  expect(await ask(QUESTION)).toMatchObject({ cache: 'hit-exact', text: 'sun and wind' });
  expect(small.requests).toHaveLength(1);
  expect(store.calls).toContain('recordHit');
});

/** The question after a short exchange about something else. */
function afterSmallTalk(question: string): AskOptions {
  const said = ['Hello there!', 'Hello. What can I do for you?', question];
  const messages = said.map((content, index) => ({ role: index === 1 ? 'assistant' : 'user', content }));
  return { body: { messages } };
}

test('a later question that stands on its own is answered from what was stored without a history', async () => {
  await ask(QUESTION);
  expect((await ask(QUESTION, afterSmallTalk(QUESTION))).cache).toBe('hit-exact');
  expect((await ask(REWORDED, afterSmallTalk(REWORDED))).cache).toBe('hit-semantic');
});

test('a later question that leans on its history is not', async () => {
  const leaning = 'How do I do that on Windows?';
  await ask(leaning);
  expect((await ask(leaning, afterSmallTalk(leaning))).cache).toBe('miss');
});

test('an answer that stands in the conversation already is not given again', async () => {
  small.answers('sun and wind');
  await ask(QUESTION);
  const said = ['user', 'assistant', 'user'].map((role, index) => ({
    role,
    content: [QUESTION, 'sun and wind\n', REWORDED][index],
  }));
  expect((await ask(REWORDED, { body: { messages: said } })).cache).toBe('miss');
});

test('what is answered after a history serves after the same history only', async () => {
  await ask(QUESTION, afterSmallTalk(QUESTION));
  expect((await ask(QUESTION, afterSmallTalk(QUESTION))).cache).toBe('hit-exact');
  expect((await ask(QUESTION)).cache).toBe('miss');
});

test('what is bound to a moment is not looked up by meaning, not stored, counted, and said', async () => {
  const bound = createTestPipeline({ boundTo: (question) => (question === REWORDED ? 'time' : undefined) });
  bound.embedder.place(QUESTION, 0).place(REWORDED, 0.3);
  await bound.ask(QUESTION);
  const { cache, reply } = await bound.ask(REWORDED);
  expect(cache).toBe('miss');
  expect(reply.verdict.reason).toMatch(/; not kept: bound to a moment$/);
  expect(bound.recorder.skipped).toEqual(['bound-to-moment']);
  expect(bound.recorder.notStoredReasons).toEqual(['bound-to-moment']);
  expect((await bound.ask(REWORDED)).cache).toBe('miss');
});

test('what the embedding model does not cover is said', async () => {
  embedder.outcomes.set(QUESTION, { kind: 'unsuitable', reason: 'language-not-covered' });
  const { reply } = await ask(QUESTION);
  expect(reply.verdict.reason).toMatch(/; not looked up by meaning: language not covered by the model$/);
  expect(recorder.skipped).toEqual(['language-not-covered']);
  expect((await ask(QUESTION)).cache).toBe('hit-exact');
});

test('an exact hit does not embed', async () => {
  await ask(QUESTION);
  await ask(QUESTION);
  expect(embedder.embedded).toEqual([QUESTION]);
});

test('what the store keeps elsewhere is asked for by its key while the vector is made', async () => {
  await ask(QUESTION);
  Object.assign(store, { getNear: () => Promise.resolve(undefined) });
  store.calls.length = 0;
  expect(await ask(QUESTION)).toMatchObject({ cache: 'hit-exact' });
  expect([embedder.embedded, store.calls]).toEqual([
    [QUESTION, QUESTION],
    ['get', 'recordHit'],
  ]);
});

test('what the store holds in this process is neither asked for elsewhere nor embedded', async () => {
  await ask(QUESTION);
  Object.assign(store, { getNear: (id: string) => Promise.resolve(store.entriesById.get(id)) });
  store.calls.length = 0;
  expect(await ask(QUESTION)).toMatchObject({ cache: 'hit-exact' });
  expect([embedder.embedded, store.calls]).toEqual([[QUESTION], ['recordHit']]);
});

test('a reworded question is answered from the cache, with similarity, age and evidence', async () => {
  await ask(QUESTION);
  clock.advance(90_000 / 2);
  const { reply } = await ask(REWORDED);
  expect(reply.verdict).toMatchObject({
    cache: 'hit-semantic',
    probability: 0.9,
    ageSeconds: 45,
    model: 'my-small',
  });
  expect(reply.verdict.similarity).toBeCloseTo(Math.cos(0.3));
  expect(reply.verdict.agreed).not.toEqual([]);
});

test('a question below the floor is a miss that tells the similarity it was refused at', async () => {
  await ask(QUESTION);
  const { cache, reply } = await ask(FAR);
  expect(cache).toBe('miss');
  expect(reply.verdict.similarity).toBeCloseTo(Math.cos(1.5));
});

test.each([
  ['another user', { user: 'other' }],
  [
    'another system prompt',
    {
      body: {
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: QUESTION },
        ],
      },
    },
  ],
  ['another requested model', { body: { model: 'medium' } }],
])('%s gets no stored answer', async (_who, options: AskOptions) => {
  await ask(QUESTION);
  expect((await ask(QUESTION, options)).cache).toBe('miss');
});

test('equal questions at once make one model call, and all get the same answer', async () => {
  const gate = createGate();
  small.waitsFor(gate.opened);
  const asked = Array.from({ length: 50 }, () => ask(QUESTION));
  gate.open();
  const replies = await Promise.all(asked);
  expect(small.requests).toHaveLength(1);
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(replies.map(({ cache }) => cache).sort()).toEqual(
    ['miss', ...Array.from({ length: 49 }, () => '')].map((cache) => cache || 'hit-coalesced').sort(),
  );
  expect(store.entriesById.size).toBe(1);
});

test('an equal question says that it is equal, whatever the first one found and refused', async () => {
  await ask(QUESTION);
  const [leader, follower] = await Promise.all([ask(FAR), ask(FAR)]);
  expect(leader.reply.verdict.similarity).toBeCloseTo(Math.cos(1.5));
  expect(follower.reply.verdict).toMatchObject({
    ...{ cache: 'hit-coalesced', similarity: undefined, probability: 1, agreed: ['the same question'] },
    ...{ against: [], candidateId: leader.reply.verdict.entryId },
  });
});

test('one who leaves while the question is embedded does not take the answer from an equal one', async () => {
  const embedded = createGate();
  embedder.waitsFor(embedded.opened);
  const leaving = new AbortController();
  const leader = ask(QUESTION, { signal: leaving.signal });
  const follower = ask(QUESTION);
  leaving.abort();
  await expect(leader).rejects.toMatchObject({ code: 'client_closed' });
  embedded.open();
  expect((await follower).cache).toBe('hit-coalesced');
});

test('a store that fails is a miss, reported once per call and never an error', async () => {
  store.fail = true;
  expect((await ask(QUESTION)).cache).toBe('miss');
  expect(recorder.failedParts).toContain('store');
});

test('an embedder that is not there leaves exact lookup and models working', async () => {
  embedder.outcomes.set(QUESTION, { kind: 'unavailable', reason: 'loading' });
  await ask(QUESTION);
  expect((await ask(QUESTION)).cache).toBe('hit-exact');
  expect(recorder.skipped).toEqual(['embedder-unavailable']);
});

test('a question whose vector came too late for the lookup is stored with it', async () => {
  const vector = embedder.outcomes.get(QUESTION)!;
  embedder.outcomes.set(QUESTION, { kind: 'unavailable', reason: 'loading' });
  const gate = createGate();
  small.waitsFor(gate.opened);
  const asked = ask(QUESTION);
  await small.asked;
  embedder.outcomes.set(QUESTION, vector);
  gate.open();
  await asked;
  expect((await ask(REWORDED)).cache).toBe('hit-semantic');
});

test('no-cache asks a model and replaces the stored answer', async () => {
  small.answers('old');
  await ask(QUESTION);
  small.answers('new');
  expect(await ask(QUESTION, { cacheControl: 'no-cache' })).toMatchObject({ cache: 'bypass', text: 'new' });
  expect(await ask(QUESTION)).toMatchObject({ cache: 'hit-exact', text: 'new' });
});

test('no-store keeps nothing', async () => {
  await ask(QUESTION, { cacheControl: 'no-store' });
  expect(store.entriesById.size).toBe(0);
  expect(recorder.notStoredReasons).toEqual(['no-store']);
});

test('max-age rules out older answers', async () => {
  await ask(QUESTION);
  clock.advance(20_000);
  expect((await ask(QUESTION, { cacheControl: 'max-age=10' })).cache).toBe('miss');
});

test('only-if-cached never asks a model', async () => {
  await expect(open(QUESTION, { cacheControl: 'only-if-cached' })).rejects.toMatchObject({
    status: 504,
    code: 'not_cached',
  });
  expect(small.requests).toEqual([]);
});

test('an expired answer is not served', async () => {
  await ask(QUESTION);
  clock.advance(60_001);
  expect((await ask(QUESTION)).cache).toBe('miss');
});

test('a stored answer that is longer than the asked limit is not served', async () => {
  small.answers('a rather long answer of many words '.repeat(20));
  await ask(QUESTION);
  expect((await ask(QUESTION, { body: { max_tokens: 10 } })).cache).toBe('miss');
});

test('an answer that was cut off is passed on and not stored', async () => {
  small.answers('half', 'length');
  expect((await ask(QUESTION)).text).toBe('half');
  expect(store.entriesById.size).toBe(0);
});

test('an answer that breaks off is an error for the reader and is not stored', async () => {
  small.breaksOffAfter('half');
  await expect(ask(QUESTION)).rejects.toMatchObject({ code: 'upstream_error' });
  expect(store.entriesById.size).toBe(0);
  expect(recorder.reports.at(-1)).toMatchObject({ outcome: 'failed', error: 'upstream_error' });
});

test('an answer made while everything was forgotten is not stored', async () => {
  const gate = createGate();
  small.waitsFor(gate.opened);
  const asked = ask(QUESTION);
  await store.clear();
  gate.open();
  await asked;
  expect(store.entriesById.size).toBe(0);
});

test('a model that fails is replaced by the next, and the reason says so', async () => {
  small.failsWith(
    new DaemonError({ code: 'upstream_error', status: 503, isRetryable: true, message: 'down' }),
  );
  const { reply } = await ask(QUESTION);
  expect(reply.verdict).toMatchObject({
    model: 'my-medium',
    failed: [{ model: 'my-small', code: 'upstream_error' }],
  });
  expect(reply.verdict.reason).toContain('my-small failed');
});

test('a model that is too slow is routed around, said in the reason, and remembered', async () => {
  const pipeline = createTestPipeline({ patience: () => 0 });
  pipeline.small.waitsFor(new Promise(() => undefined));
  const { reply } = await pipeline.ask(QUESTION);
  expect(reply.verdict).toMatchObject({
    model: 'my-medium',
    failed: [{ model: 'my-small', code: 'too_slow' }],
  });
  expect(reply.verdict.reason).toContain('my-small failed (too_slow)');
  expect(pipeline.pace.of('my-small')).toMatchObject({ calls: 1, failureRate: 1 / 4 });
  expect(pipeline.pace.of('my-medium')).toMatchObject({ calls: 1, failureRate: 0 });
});

test('a model asked for by name is never replaced by another', async () => {
  small.failsWith(
    new DaemonError({ code: 'upstream_error', status: 503, isRetryable: true, message: 'down' }),
  );
  await expect(open(QUESTION, { body: { model: 'my-small' } })).rejects.toMatchObject({ status: 503 });
  expect(medium.requests).toEqual([]);
});

test('a fault of a request to a named model is not tried on another one', async () => {
  small.failsWith(new DaemonError({ code: 'invalid_request', status: 400, message: 'bad' }));
  await expect(open(QUESTION, { body: { model: 'my-small' } })).rejects.toMatchObject({ status: 400 });
  expect(medium.requests).toEqual([]);
});

test('a client that leaves aborts its model', async () => {
  const gate = createGate();
  small.waitsFor(gate.opened);
  const leaving = new AbortController();
  const asked = open(QUESTION, { signal: leaving.signal });
  await small.asked;
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ code: 'client_closed' });
  expect(small.signals[0]?.aborted).toBe(true);
  expect(recorder.reports.at(-1)).toMatchObject({ outcome: 'left' });
});

test('a practice model answers but nothing of it is kept', async () => {
  const simulated: Partial<ModelInfo> = { simulated: true };
  Object.assign(small.info, simulated);
  await ask(QUESTION);
  expect(store.entriesById.size).toBe(0);
  expect(recorder.notStoredReasons).toEqual(['simulated']);
});

test('every request is reported once, with its stages', async () => {
  await ask(QUESTION);
  await ask(QUESTION);
  expect(recorder.reports).toHaveLength(2);
  expect(Object.keys(recorder.reports[0]?.turn.stages.milliseconds ?? {})).toEqual([
    'exact',
    'embed',
    'semantic',
    'route',
    'generate',
  ]);
  expect(Object.keys(recorder.reports[1]?.turn.stages.milliseconds ?? {})).toEqual(['exact']);
});

test('while the cache is off nothing is read or stored', async () => {
  ({ store, ask } = createTestPipeline({ isCacheOff: true }));
  expect((await ask(QUESTION)).cache).toBe('bypass');
  expect((await ask(QUESTION)).cache).toBe('bypass');
  expect(store.calls).toEqual([]);
});
