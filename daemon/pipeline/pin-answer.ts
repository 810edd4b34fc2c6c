import { normaliseQuestion } from '../cache/normalise.ts';
import { entryId } from '../cache/scope.ts';
import { siteScope } from '../cache/site-scope.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Clock } from '../lib/clock.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import { placeOf, type Caller } from './ask.ts';

interface PinParts {
  store: AnswerStore;
  embedder: Embedder;
  clock: Clock;
}

/** Who wrote a pinned answer. */
const OPERATOR = 'operator';

/** Keeps a person's own answer for a site, for good; resolves with the entry's id. Rejects where the store fails. */
export async function pinAnswer(
  { store, embedder, clock }: PinParts,
  caller: Caller,
  { question, answer }: { question: string; answer: string },
): Promise<string> {
  const scope = siteScope('pinned', caller);
  const normalised = normaliseQuestion(question);
  const outcome = await embedder.embed(normalised);
  const vector = outcome.kind === 'vector' ? outcome.vector : undefined;
  const entry: CacheEntry = {
    id: entryId(caller.secret, scope, normalised),
    scope,
    question: normalised,
    embedding: vector,
    embedder: vector && embedder.id,
    answer: { text: answer, reasoning: '', finishReason: 'stop', usage: undefined },
    ...{ model: OPERATOR, tier: undefined, costUsd: undefined },
    ...{ createdAt: clock.now(), expiresAt: undefined, hits: 0, lastHitAt: undefined },
    ...{ pinned: true, source: 'import', origin: placeOf(caller) },
  };
  await store.put(entry);
  return entry.id;
}
