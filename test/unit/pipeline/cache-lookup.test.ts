import { expect, test } from 'vitest';
import { parseCacheControl } from '../../../daemon/cache/cache-controls.ts';
import type { Decision } from '../../../daemon/cache/decision.ts';
import { createRefusingMatcher } from '../../../daemon/cache/matching/matcher.ts';
import type { CacheEntry, Candidate } from '../../../daemon/chat/cache-entry.ts';
import { createCacheLookup } from '../../../daemon/pipeline/cache-lookup.ts';
import { openTurn, type Turn } from '../../../daemon/pipeline/turn.ts';
import type { NearestQuery } from '../../../daemon/store/answer-store.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { cosineMatcher } from '../../support/cosine-matcher.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeEmbedder } from '../../support/fake-embedder.ts';
import { FakeRecorder } from '../../support/fake-recorder.ts';
import { FakeStore } from '../../support/fake-store.ts';

const QUESTION = 'What are the primary sources of renewable energy?';
const SAME = 'What are the main renewable energy sources?';
const OPPOSITE = 'What are the main non-renewable energy sources in 1990?';
const VECTOR = Float32Array.of(1, 0, 0, 0);

/** A store with some candidates at hand: asks whether they are enough, as one does that has others elsewhere. */
class AskingStore extends FakeStore {
  candidates: Candidate[] = [];
  wasEnough: boolean | undefined;

  override async findNearest({ isEnough }: NearestQuery): Promise<Candidate[]> {
    this.wasEnough = await isEnough?.(this.candidates);
    return this.candidates;
  }
}

const clock = new FakeClock();

function turnFor({ cacheControl, maxTokens }: { cacheControl?: string; maxTokens?: number } = {}): Turn {
  return openTurn(
    {
      request: chatRequest(QUESTION, maxTokens === undefined ? {} : { max_tokens: maxTokens }),
      caller: { site: 'http', owner: 'user:me', user: 'me', secret: new Uint8Array(32) },
      controls: parseCacheControl(cacheControl),
      signal: new AbortController().signal,
    },
    { createId: () => 'decision', clock, generation: 1, boundTo: undefined },
  );
}

async function judged(
  turn: Turn,
  candidates: Candidate[],
  matcher = cosineMatcher(),
): Promise<{ decision: Decision; wasEnough: boolean | undefined; skipped: string[] }> {
  const store = new AskingStore();
  store.candidates = candidates;
  const parts = {
    embedder: new FakeEmbedder(),
    recorder: new FakeRecorder(),
    ...{ clock, matcher },
  };
  const decision = await createCacheLookup({ store, ...parts }).semantic(turn, VECTOR);
  return { decision, wasEnough: store.wasEnough, skipped: parts.recorder.skipped };
}

function candidate(turn: Turn, change: Partial<CacheEntry> = {}, similarity = 0.97): Candidate {
  return {
    entry: cacheEntry(1, { scope: turn.scope, question: SAME, createdAt: clock.now() - 60_000, ...change }),
    similarity,
  };
}

const usage = { promptTokens: 1, completionTokens: 500 };

test.each<[string, boolean, (turn: Turn) => Candidate[], Parameters<typeof turnFor>[0]]>([
  ['an answer that serves', true, (turn) => [candidate(turn)], {}],
  [
    'the second, where the first does not serve',
    true,
    (turn) => [candidate(turn, { question: OPPOSITE }), candidate(turn)],
    {},
  ],
  ['none at all', false, () => [], {}],
  ['an answer under the floor', false, (turn) => [candidate(turn, {}, 0.89)], {}],
  ['an answer to another question', false, (turn) => [candidate(turn, { question: OPPOSITE })], {}],
  ['an answer of another scope', false, (turn) => [candidate(turn, { scope: 'f'.repeat(64) })], {}],
  ['an answer that has ended', false, (turn) => [candidate(turn, { expiresAt: clock.now() })], {}],
  ['an answer older than asked for', false, (turn) => [candidate(turn)], { cacheControl: 'max-age=30' }],
  ['an answer as young as asked for', true, (turn) => [candidate(turn)], { cacheControl: 'max-age=90' }],
  [
    'an answer longer than asked for',
    false,
    (turn) => [candidate(turn, { answer: { text: 'x', reasoning: '', finishReason: 'stop', usage } })],
    { maxTokens: 100 },
  ],
])('what is at hand is enough exactly where it is served: %s', async (_what, isServed, make, request) => {
  const turn = turnFor(request);
  const { decision, wasEnough } = await judged(turn, make(turn));
  expect([wasEnough, decision.serve]).toEqual([isServed, isServed]);
});

test('a question that could not be verified is counted once, however often the store asks', async () => {
  const turn = turnFor();
  const { decision, skipped } = await judged(turn, [candidate(turn)], createRefusingMatcher(0.6));
  expect(decision).toMatchObject({ serve: false, similarity: 0.97 });
  expect(skipped).toEqual(['verifier-unavailable']);
});
