import type { Finding } from '../cache/finding.ts';
import type { Tier } from '../chat/cache-entry.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';

/** How the cache took part in an answer (README: "What an answer tells you"). */
export type CacheOutcome = 'hit-exact' | 'hit-semantic' | 'hit-coalesced' | 'miss' | 'bypass';

/** What was decided for one request; becomes response headers, the log line and a row of the decision log. */
export interface Verdict {
  /** Decision id. */
  id: string;
  cache: CacheOutcome;
  /** Of the served entry, or on a miss of the best one that was refused; in [0, 1]. */
  similarity: number | undefined;
  /** Log-odds that it is right, by the calibration alone; undefined where nothing was weighed. */
  logOdds: number | undefined;
  /** How probably that answer is right, in [0, 1]: 1 for the same question, calibrated for another one. */
  probability: number | undefined;
  /** What speaks for it, and what against it, for people. */
  agreed: Finding[];
  against: Finding[];
  /** Id of its entry; undefined where none was near. */
  candidateId: string | undefined;
  /** Id and tier of the model that wrote the answer. */
  model: string;
  tier: Tier | undefined;
  /** Why this model, or why this stored answer: short, for people. */
  reason: string;
  /** Age of the stored answer in seconds; undefined for a fresh one. */
  ageSeconds: number | undefined;
  /** When the stored answer had been written, in milliseconds since the epoch; undefined for a fresh one. */
  storedAt: number | undefined;
  /** Id of the served or written entry, where there is one. */
  entryId: string | undefined;
  /** Milliseconds spent in each stage until the answer began. */
  stagesMs: Record<string, number>;
  /** Models that failed before one answered, with the reason. */
  failed: { model: string; code: string }[];
  /** What the model was chosen by; undefined where the cache answered, or somebody else chose. */
  routing: RoutingRecord | undefined;
}

/** How probably an answer from the cache is right; undefined for one that comes from elsewhere. */
export function confidenceOf({
  cache,
  probability,
}: Pick<Verdict, 'cache' | 'probability'>): number | undefined {
  return cache.startsWith('hit') ? probability : undefined;
}
