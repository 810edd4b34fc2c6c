import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import type { Turn } from './turn.ts';
import type { CacheOutcome, Verdict } from './verdict.ts';

/** What the decision said of the best candidate; nothing where none was looked at. */
export interface Judged {
  similarity?: number | undefined;
  evidence: string[];
}

/** The verdict on a stored answer that serves. */
export function hitVerdict(
  turn: Turn,
  entry: CacheEntry,
  hit: {
    outcome: 'hit-exact' | 'hit-semantic';
    judged: Judged;
    confidence: number | undefined;
    now: number;
  },
): Verdict {
  return {
    ...common(turn, hit.outcome, hit.judged),
    confidence: hit.confidence,
    model: entry.model,
    tier: entry.tier,
    reason:
      hit.outcome === 'hit-exact'
        ? 'the same question was answered before'
        : 'an equivalent question was answered before',
    ageSeconds: Math.max(0, Math.floor((hit.now - entry.createdAt) / 1000)),
    entryId: entry.id,
    failed: [],
  };
}

/** The verdict on an answer that a model is about to give. */
export function freshVerdict(
  turn: Turn,
  model: ModelInfo,
  fresh: { outcome: CacheOutcome; judged: Judged | undefined; reason: string; failed: Verdict['failed'] },
): Verdict {
  const { outcome, judged, reason, failed } = fresh;
  return {
    ...common(turn, outcome, judged),
    confidence: undefined,
    model: model.id,
    tier: model.tier,
    reason: [...failed.map((one) => `${one.model} failed (${one.code})`), reason].join('; '),
    ageSeconds: undefined,
    failed,
  };
}

/** The verdict for one who reads along: spared a call where the answer is fresh, simply a hit where it is stored. */
export function followerVerdict(turn: Turn, leader: Verdict): Verdict {
  const cache = leader.cache === 'miss' ? 'hit-coalesced' : leader.cache;
  return { ...leader, id: turn.id, cache, stagesMs: turn.stages.milliseconds };
}

function common(
  turn: Turn,
  cache: CacheOutcome,
  judged: Judged | undefined,
): Pick<Verdict, 'id' | 'cache' | 'similarity' | 'evidence' | 'entryId' | 'stagesMs'> {
  return {
    id: turn.id,
    cache,
    similarity: judged?.similarity,
    evidence: judged?.evidence ?? [],
    entryId: turn.entryId,
    stagesMs: turn.stages.milliseconds,
  };
}
