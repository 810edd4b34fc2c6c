import type { Tier } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { BOUND_WORDS } from '../cache/storable/bound-kind.ts';
import type { Evidence } from '../cache/decision.ts';
import { sameQuestion, type Hit, type Search } from './find-stored.ts';
import type { ModelChoice } from './choose-models.ts';
import type { Turn } from './turn.ts';
import type { CacheOutcome, Verdict } from './verdict.ts';

/** The verdict on a stored answer that serves. */
export function hitVerdict(turn: Turn, hit: Hit, now: number): Verdict {
  const { entry, outcome, judged } = hit;
  return {
    ...common(turn, outcome, judged),
    model: entry.model,
    tier: entry.tier,
    reason: reasonOf(hit),
    ageSeconds: Math.max(0, Math.floor((now - entry.createdAt) / 1000)),
    storedAt: entry.createdAt,
    entryId: entry.id,
    ...{ failed: [], routing: undefined },
  };
}

function reasonOf({ entry, outcome }: Hit): string {
  if (outcome === 'hit-coalesced') return 'an equivalent question was being answered';
  const question = outcome === 'hit-exact' ? 'the same question' : 'an equivalent question';
  return entry.pinned ? `an answer is pinned for ${question}` : `${question} was answered before`;
}

/** What a search that found nothing leaves behind. */
type Found = Pick<Search, 'judged' | 'unsuitable'>;

/** The verdict on an answer that a model is about to give. */
export function freshVerdict(
  turn: Turn,
  model: ModelInfo,
  fresh: Found & {
    outcome: CacheOutcome;
    choice: Pick<ModelChoice, 'reason' | 'record'>;
    failed: Verdict['failed'];
  },
): Verdict {
  const { outcome, judged, choice, unsuitable, failed } = fresh;
  return {
    ...common(turn, outcome, judged),
    model: model.id,
    tier: model.tier,
    reason: [
      ...failed.map((one) => `${one.model} failed (${one.code})`),
      choice.reason,
      ...notes(turn, unsuitable),
    ].join('; '),
    ...{ ageSeconds: undefined, storedAt: undefined },
    ...{ failed, routing: choice.record },
  };
}

/** The verdict on a request that its page sends itself, unchanged or with another model's name. */
export function passVerdict(
  turn: Turn,
  pass: Found & { model: string; tier: Tier | undefined; reason: string; routing: Verdict['routing'] },
): Verdict {
  return {
    ...common(turn, turn.bypass === undefined ? 'miss' : 'bypass', pass.judged),
    ...{ ageSeconds: undefined, storedAt: undefined, failed: [] },
    ...{ model: pass.model, tier: pass.tier, routing: pass.routing },
    reason: [pass.reason, ...notes(turn, pass.unsuitable)].join('; '),
  };
}

/** The verdict for one who reads along: spared a call where the answer is fresh, simply a hit where it is stored. */
export function followerVerdict(turn: Turn, leader: Verdict): Verdict {
  const own = { id: turn.id, stagesMs: turn.stages.milliseconds };
  if (leader.cache !== 'miss') return { ...leader, ...own };
  // What the leader found and refused says nothing of its own answer.
  return { ...leader, ...own, ...sameQuestion(leader.entryId), cache: 'hit-coalesced' };
}

/** What people should know besides why this model was asked. */
function notes({ bound }: Turn, unsuitable: string | undefined): string[] {
  return [
    ...(bound === undefined ? [] : [`not kept: ${BOUND_WORDS[bound]}`]),
    ...(unsuitable === undefined ? [] : [`not looked up by meaning: ${unsuitable}`]),
  ];
}

function common(
  turn: Turn,
  cache: CacheOutcome,
  judged: Evidence | undefined,
): Omit<Verdict, 'model' | 'tier' | 'reason' | 'ageSeconds' | 'storedAt' | 'failed' | 'routing'> {
  return {
    id: turn.id,
    cache,
    similarity: judged?.similarity,
    logOdds: judged?.logOdds,
    probability: judged?.probability,
    agreed: judged?.agreed ?? [],
    against: judged?.against ?? [],
    candidateId: judged?.candidateId,
    entryId: turn.entryId,
    stagesMs: turn.stages.milliseconds,
  };
}
