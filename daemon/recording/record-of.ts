import { sentencesOf } from '../cache/finding.ts';
import { costOfCalls, costUsd } from '../chat/price.ts';
import type { DecisionRecord } from '../decisions/decision-log.ts';
import { placeOf } from '../pipeline/ask.ts';
import type { Report } from '../pipeline/recorder.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';

interface RecordContext {
  models: ModelRegistry;
  /** What compares questions now. */
  matchedBy: NonNullable<DecisionRecord['matchedBy']>;
  at: number;
  /** Whether words of the questions may be in the evidence. */
  mayQuote: boolean;
}

/** The decision record of a finished request, without its text. */
export function recordOf(report: Report, { models, matchedBy, at, mayQuote }: RecordContext): DecisionRecord {
  const { turn, verdict, usage, firstChunkMs } = report;
  return {
    id: turn.id,
    at,
    site: placeOf(turn.caller),
    dialect: turn.dialect,
    user: turn.caller.user,
    requestedModel: turn.request.model,
    cache: verdict?.cache ?? (turn.bypass === undefined ? 'miss' : 'bypass'),
    outcome: report.outcome,
    error: report.error,
    model: verdict?.model,
    tier: verdict?.tier,
    reason: verdict?.reason ?? turn.bypass ?? '',
    similarity: verdict?.similarity,
    score: verdict?.logOdds,
    matchedBy: verdict?.similarity === undefined ? undefined : matchedBy,
    probability: verdict?.probability,
    agreed: sentencesOf(verdict?.agreed ?? [], { mayQuote }),
    against: sentencesOf(verdict?.against ?? [], { mayQuote }),
    candidateId: verdict?.candidateId,
    entryId: verdict?.entryId,
    storedAt: verdict?.storedAt,
    routing: verdict?.routing,
    questionHash: turn.questionHash,
    scope: turn.scope,
    promptTokens: usage?.promptTokens,
    completionTokens: usage?.completionTokens,
    ...costAndSaving(report, models),
    stagesMs: Object.fromEntries(
      Object.entries(turn.stages.milliseconds).map(([stage, milliseconds]) => [stage, round(milliseconds)]),
    ),
    firstChunkMs: firstChunkMs === undefined ? undefined : round(firstChunkMs),
    totalMs: round(report.totalMs),
  };
}

/**
 * What the answer cost, with the calls besides it, and what it would have cost more with the model that the client named (for "auto" and tiers: the
 * default model), both by stated prices. Undefined where a price or the tokens are not known.
 */
function costAndSaving(
  { turn, verdict, usage }: Report,
  models: ModelRegistry,
): Pick<DecisionRecord, 'costUsd' | 'savedUsd'> {
  const find = (id: string | undefined) => models.all.find(({ info }) => info.id === id);
  // What the models behind a page cost is not known.
  const isFromPage = turn.caller.origin !== undefined;
  const asked = find(turn.request.model) ?? (isFromPage ? undefined : models.defaultModel);
  const answering = find(verdict?.model);
  const isFresh = verdict?.cache === 'miss' || verdict?.cache === 'bypass';
  const further = costOfCalls(turn.furtherCalls);
  const answerCost = isFresh ? answering && costUsd(answering.info, usage) : 0;
  const cost = further > 0 ? further + (answerCost ?? 0) : answerCost;
  const wouldHaveCost = asked && costUsd(asked.info, usage);
  if (cost === undefined || wouldHaveCost === undefined) return { costUsd: cost, savedUsd: undefined };
  return { costUsd: cost, savedUsd: Math.max(0, wouldHaveCost - cost) };
}

/** Microseconds are enough for anything measured here. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** The record of a page's request that nobody understood. */
export function unreadRecord(
  request: Pick<DecisionRecord, 'id' | 'at' | 'site' | 'user' | 'reason'>,
): DecisionRecord {
  return {
    ...request,
    ...{ requestedModel: '', cache: 'bypass', outcome: 'passed', agreed: [], against: [], questionHash: '' },
    ...{ stagesMs: {}, totalMs: 0 },
  };
}
