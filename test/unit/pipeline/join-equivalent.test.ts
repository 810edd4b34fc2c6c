import { beforeEach, expect, test } from 'vitest';
import type { MatchInput, Matcher } from '../../../daemon/cache/matching/matcher.ts';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import { cosineMatcher } from '../../support/cosine-matcher.ts';
import type { FakeModel } from '../../support/fake-model.ts';
import { createGate, type Gate } from '../../support/gate.ts';
import {
  createTestPipeline,
  textOf,
  type AskOptions,
  type TestPipeline,
} from '../../support/test-pipeline.ts';

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';
const THIRD = 'Which are the main sources of renewable energy?';
const OPPOSITE = 'What are the main non-renewable energy sources?';
const OTHER_OPPOSITE = 'What are the main energy sources that are not renewable?';

/** Judges by similarity and literal rules, and records what it was asked. */
class RecordingMatcher implements Matcher {
  readonly floor = 0.9;
  readonly keepsBudget = false;
  readonly judged: MatchInput[] = [];
  readonly #matcher = cosineMatcher(this.floor);

  judge(input: MatchInput): ReturnType<Matcher['judge']> {
    this.judged.push(input);
    return this.#matcher.judge(input);
  }
}

let matcher: RecordingMatcher;
let parts: TestPipeline;
let small: FakeModel;
let ask: TestPipeline['ask'];
let gate: Gate;

beforeEach(() => {
  matcher = new RecordingMatcher();
  parts = createTestPipeline({ matcher });
  ({ small, ask } = parts);
  parts.embedder.place(QUESTION, 0).place(REWORDED, 0.3).place(THIRD, 0.2);
  parts.embedder.place(OPPOSITE, 0.31).place(OTHER_OPPOSITE, 0.32);
  gate = createGate();
  small.waitsFor(gate.opened);
});

/** Lets everything go on that waits for nothing but its turn. */
function goOn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** One question, and another while the model has not yet answered the first; then it answers. */
async function oneDuringAnother(
  [first, firstOptions]: [string, AskOptions?],
  [second, secondOptions]: [string, AskOptions?],
): Promise<Awaited<ReturnType<TestPipeline['ask']>>[]> {
  const leading = ask(first, firstOptions);
  await goOn();
  const following = ask(second, secondOptions);
  await goOn();
  gate.open();
  return Promise.all([leading, following]);
}

test('an equivalent question waits for the answer under way, and is told what speaks for it', async () => {
  small.answers('sun and wind');
  const [leader, follower] = await oneDuringAnother([QUESTION], [REWORDED]);
  expect([leader?.cache, follower?.cache, follower?.text]).toEqual(['miss', 'hit-coalesced', 'sun and wind']);
  expect(small.requests).toHaveLength(1);
  const { verdict } = follower!.reply;
  expect(verdict).toMatchObject({
    ...{ probability: 0.9, model: 'my-small', reason: 'an equivalent question was being answered' },
    candidateId: leader?.reply.verdict.entryId,
    agreed: [
      'similarity 0.955 at or over 0.900',
      {
        quoting: 'shared words: primary = main, sources, renewable, energy',
        plain: '4 shared words',
      },
    ],
  });
  expect(verdict.similarity).toBeCloseTo(Math.cos(0.3));
  expect(Object.keys(verdict.stagesMs)).toEqual(['exact', 'embed', 'semantic', 'wait']);
  expect(parts.store.entriesById.size).toBe(1);
  expect(parts.store.calls).toContain('recordHit');
  expect(parts.recorder.reports.map((report) => report.verdict?.cache)).toEqual(['miss', 'hit-coalesced']);
});

test('what was called wrong for this wording is not waited for either', async () => {
  const about: unknown[] = [];
  parts = createTestPipeline({
    learnt: ({ id }, asked) => {
      about.push([id, asked.group]);
      return { isRight: false, penalty: 0 };
    },
  });
  ({ small, ask } = parts);
  parts.embedder.place(QUESTION, 0).place(REWORDED, 0.3);
  small.waitsFor(gate.opened);
  const [leader, follower] = await oneDuringAnother([QUESTION], [REWORDED]);
  expect([leader?.cache, follower?.cache]).toEqual(['miss', 'miss']);
  expect(about).toEqual([[leader?.reply.verdict.entryId, 'http']]);
});

test('it gets nothing before the whole answer is stored', async () => {
  const leader = parts.open(QUESTION);
  await goOn();
  let hasBegun = false;
  const follower = ask(REWORDED).finally(() => {
    hasBegun = true;
  });
  const storing = createGate();
  const { store } = parts;
  const put = store.put.bind(store);
  store.put = async (entry) => {
    await storing.opened;
    await put(entry);
  };
  gate.open();
  expect(await textOf((await leader).chunks)).toBe('an answer');
  await goOn();
  expect(hasBegun).toBe(false);
  storing.open();
  expect((await follower).cache).toBe('hit-coalesced');
});

test.each<[string, (model: FakeModel) => void]>([
  [
    'is cut off',
    (model) => {
      model.answers('half', 'length');
    },
  ],
  [
    'is a refusal',
    (model) => {
      model.answers("I'm sorry, but I can't help with that.");
    },
  ],
  [
    'breaks off',
    (model) => {
      model.breaksOffAfter('half');
    },
  ],
  [
    'never begins',
    (model) => {
      model.failsWith(new DaemonError({ code: 'invalid_request', status: 400, message: 'bad' }));
    },
  ],
])('where the answer under way %s, it asks for itself, once it knows', async (_what, fail) => {
  fail(small);
  fail(parts.medium);
  const leading = Promise.allSettled([ask(QUESTION)]);
  await goOn();
  const following = Promise.allSettled([ask(REWORDED)]);
  await goOn();
  expect(small.requests).toHaveLength(1);
  gate.open();
  await leading;
  const [follower] = await following;
  expect(small.requests).toHaveLength(2);
  expect(small.requests.map(({ messages }) => messages[0]?.content)).toEqual([QUESTION, REWORDED]);
  expect(parts.store.entriesById.size).toBe(0);
  if (follower.status === 'fulfilled') expect(follower.value.cache).toBe('miss');
});

test('it waits once: one whose answer is not stored either is not waited for', async () => {
  small.answers('half', 'length');
  const asked = [ask(QUESTION), ask(REWORDED), ask(THIRD)];
  await goOn();
  expect(small.requests).toHaveLength(1);
  gate.open();
  expect((await Promise.all(asked)).map(({ cache }) => cache)).toEqual(['miss', 'miss', 'miss']);
  expect(small.requests).toHaveLength(3);
});

test('after it waited in vain, others wait for it', async () => {
  small.answers('half', 'length');
  const second = createGate();
  const first = ask(QUESTION);
  await goOn();
  const following = ask(REWORDED);
  await goOn();
  gate.open();
  small.waitsFor(second.opened);
  await first;
  await goOn();
  small.answers('sun and wind');
  const third = ask(THIRD);
  await goOn();
  second.open();
  expect([(await following).cache, (await third).cache]).toEqual(['miss', 'hit-coalesced']);
  expect(small.requests).toHaveLength(2);
});

const WEATHER = 'What is the weather in Paris today?';
const WEATHER_REWORDED = 'What is the weather like in Paris today?';
const afterAnswer = (question: string, answer: string): AskOptions => ({
  body: {
    messages: [
      { role: 'user', content: 'Tell me something.' },
      { role: 'assistant', content: answer },
      { role: 'user', content: question },
    ],
  },
});

test.each<[string, [string, AskOptions?], [string, AskOptions?]]>([
  ['that keeps nothing', [QUESTION], [REWORDED, { cacheControl: 'no-store' }]],
  ['while the other keeps nothing', [QUESTION, { cacheControl: 'no-store' }], [REWORDED]],
  ['that wants a fresh answer', [QUESTION], [REWORDED, { cacheControl: 'no-cache' }]],
  ['while the other wants a fresh answer', [QUESTION, { cacheControl: 'no-cache' }], [REWORDED]],
  ['bound to the moment', [WEATHER], [WEATHER_REWORDED]],
  ['of another user', [QUESTION], [REWORDED, { user: 'other' }]],
  ['to another model', [QUESTION], [REWORDED, { body: { model: 'small' } }]],
  ['with another limit on the length', [QUESTION], [REWORDED, { body: { max_tokens: 100 } }]],
  ['of which the rules see a contradiction', [QUESTION], [OPPOSITE]],
])('a question %s is asked at once', async (_which, first, second) => {
  parts.embedder.place(WEATHER, 0).place(WEATHER_REWORDED, 0.1);
  const asked = [ask(...first), goOn().then(() => ask(...second))];
  await goOn();
  await goOn();
  expect(small.requests).toHaveLength(2);
  gate.open();
  await Promise.all(asked);
});

test('a question that wants a stored answer or none does not wait', async () => {
  const leading = ask(QUESTION);
  await goOn();
  await expect(ask(REWORDED, { cacheControl: 'only-if-cached' })).rejects.toMatchObject({ status: 504 });
  gate.open();
  await leading;
});

test('an answer that stands in the conversation already is not given again', async () => {
  small.answers('sun and wind');
  const [, follower] = await oneDuringAnother([QUESTION], [REWORDED, afterAnswer(REWORDED, 'sun and wind')]);
  expect(follower?.cache).toBe('miss');
});

test('a later question that stands on its own waits for one without a history', async () => {
  const [, follower] = await oneDuringAnother([QUESTION], [REWORDED, afterAnswer(REWORDED, 'Hello.')]);
  expect(follower?.cache).toBe('hit-coalesced');
});

test('an answer made while everything was forgotten is not given to those who wait', async () => {
  const leading = ask(QUESTION);
  await goOn();
  const following = ask(REWORDED);
  await goOn();
  await parts.store.clear();
  gate.open();
  expect((await following).cache).toBe('miss');
  await leading;
});

test('while the store is broken it asks for itself', async () => {
  parts.store.fail = true;
  const [, follower] = await oneDuringAnother([QUESTION], [REWORDED]);
  expect(follower?.cache).toBe('miss');
  expect(small.requests).toHaveLength(2);
});

test('the answer goes on for those who wait when the one who asked leaves, and ends when all have left', async () => {
  const [leader, follower, last] = [new AbortController(), new AbortController(), new AbortController()];
  const leading = ask(QUESTION, { signal: leader.signal });
  await goOn();
  const following = [ask(REWORDED, { signal: follower.signal }), ask(THIRD, { signal: last.signal })];
  await goOn();
  const ended = Promise.allSettled([leading, ...following]);
  leader.abort();
  follower.abort();
  await goOn();
  expect(small.signals[0]?.aborted).toBe(false);
  last.abort();
  await goOn();
  expect(small.signals[0]?.aborted).toBe(true);
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(small.requests).toHaveLength(1);
});

test('one who waits gets the answer whose asker has left', async () => {
  const leaving = new AbortController();
  const leading = Promise.allSettled([ask(QUESTION, { signal: leaving.signal })]);
  await goOn();
  const following = ask(REWORDED);
  await goOn();
  leaving.abort();
  gate.open();
  expect((await following).cache).toBe('hit-coalesced');
  expect((await leading)[0].status).toBe('rejected');
});

test('one who waits and leaves takes the answer from nobody', async () => {
  const leaving = new AbortController();
  const leading = ask(QUESTION);
  await goOn();
  const following = Promise.allSettled([ask(REWORDED, { signal: leaving.signal })]);
  await goOn();
  leaving.abort();
  gate.open();
  expect(await leading).toMatchObject({ cache: 'miss', text: 'an answer' });
  expect((await following)[0].status).toBe('rejected');
});

test('of equivalent questions that come at once the first leads, also beside others that are under way', async () => {
  parts.embedder.place('What is a heat pump?', 1.4);
  const asked = [ask('What is a heat pump?'), ask(OPPOSITE), ask(QUESTION), ask(REWORDED), ask(THIRD)];
  await goOn();
  gate.open();
  const caches = (await Promise.all(asked)).map(({ cache }) => cache);
  expect(caches).toEqual(['miss', 'miss', 'miss', 'hit-coalesced', 'hit-coalesced']);
});

test('two of those under way are judged, the nearest first', async () => {
  const asked = [ask(QUESTION)];
  await goOn();
  asked.push(ask(OPPOSITE), ask(OTHER_OPPOSITE));
  await goOn();
  matcher.judged.length = 0;
  asked.push(ask(REWORDED));
  await goOn();
  expect(matcher.judged.map(({ asked: by, stored }) => [by, stored])).toEqual([
    [REWORDED, OPPOSITE],
    [REWORDED, OTHER_OPPOSITE],
  ]);
  gate.open();
  await Promise.all(asked);
});

test('where nothing near is under way in the scope, nothing is judged', async () => {
  await oneDuringAnother([QUESTION, { user: 'other' }], [REWORDED]);
  expect(matcher.judged).toEqual([]);
});

test('the same question asked whole and as a stream is asked once', async () => {
  const [, follower] = await oneDuringAnother([QUESTION], [QUESTION, { body: { stream: true } }]);
  expect(follower).toMatchObject({ cache: 'hit-coalesced', text: 'an answer' });
});

test('an equal question joins one that waits, with the same evidence', async () => {
  const leading = ask(QUESTION);
  await goOn();
  const following = [ask(REWORDED), ask(REWORDED)];
  await goOn();
  gate.open();
  for (const { cache, reply } of await Promise.all(following)) {
    expect(cache).toBe('hit-coalesced');
    expect(reply.verdict.similarity).toBeCloseTo(Math.cos(0.3));
  }
  expect((await leading).cache).toBe('miss');
});
