import type { Evidence } from '../cache/decision.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { CacheLookup, Embedded } from './cache-lookup.ts';
import type { Turn } from './turn.ts';

/** A stored answer that serves, and what speaks for it; coalesced: this request has waited for it. */
export interface Hit {
  entry: CacheEntry;
  outcome: 'hit-exact' | 'hit-semantic' | 'hit-coalesced';
  judged: Evidence;
}

/** What a search found, or what it learnt on the way that routing and storing can use. */
export interface Search extends Embedded {
  hit: Hit | undefined;
  judged: Evidence | undefined;
}

/** No vector was asked for. */
export const NOT_EMBEDDED: Embedded = { vector: undefined, unsuitable: undefined };

/** One question in the scopes where its answer may lie, the most telling first: turns that differ in scope only. */
export type Readings = readonly [Turn, ...Turn[]];

/** The same question, where that can be told at once. */
export async function findAtOnce(lookup: CacheLookup, readings: Readings): Promise<Hit | undefined> {
  for (const turn of readings) {
    const entry = await lookup.exact(turn);
    if (entry) return exactHit(entry);
  }
  return undefined;
}

/** The same question elsewhere, while its vector is made; then an equivalent one. */
export async function search(lookup: CacheLookup, readings: Readings): Promise<Search> {
  const [first] = readings;
  const [elsewhere, embedded] = await Promise.all([
    findElsewhere(lookup, readings),
    first.stages.measure('embed', () => lookup.embed(first)),
  ]);
  if (elsewhere) return { ...embedded, hit: exactHit(elsewhere), judged: undefined };
  const { vector } = embedded;
  let judged: Evidence | undefined;
  // What is near is about another moment, place or account.
  for (const turn of vector && first.bound === undefined ? readings : []) {
    const decision = await turn.stages.measure('semantic', () => vector && lookup.semantic(turn, vector));
    if (decision?.serve) {
      const { entry } = decision.candidate;
      const hit = { entry, outcome: 'hit-semantic' as const, judged: decision };
      return { ...embedded, hit, judged: decision };
    }
    judged = decision;
  }
  return { ...embedded, hit: undefined, judged };
}

async function findElsewhere(lookup: CacheLookup, readings: Readings): Promise<CacheEntry | undefined> {
  for (const turn of readings) {
    const entry = await lookup.exactElsewhere(turn);
    if (entry) return entry;
  }
  return undefined;
}

function exactHit(entry: CacheEntry): Hit {
  return { entry, outcome: 'hit-exact', judged: sameQuestion(entry.id) };
}

/** What speaks for the answer to an equal question. */
export function sameQuestion(candidateId: string | undefined): Evidence {
  const agreed = ['the same question'];
  return {
    ...{ candidateId, similarity: undefined, logOdds: undefined, probability: 1 },
    ...{ agreed, against: [] },
  };
}
