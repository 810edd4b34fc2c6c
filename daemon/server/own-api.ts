import { z } from 'zod';
import { TIERS } from '../chat/cache-entry.ts';
import { routingRecordSchema } from '../chat/routing-record.ts';
import { decisionRecordSchema } from '../decisions/decision-log.ts';
import { judgedDecisionSchema } from '../learning/judged-log.ts';

/**
 * The bodies of the daemon's own HTTP API under /askonce/, as its routes write and its clients (the command line,
 * later the dashboard) read them. All need a key with the role "admin" unless said otherwise.
 *
 *   GET    /askonce/status             -> statusSchema (any key)
 *   GET    /askonce/models             -> {models: modelSchema[]}
 *   GET    /askonce/decisions?limit=N  -> {decisions: [...]}, newest first (decisions/decision-log.ts)
 *   GET    /askonce/decisions/:id      -> decisionSchema: one of them, with the question that it is about
 *   POST   /askonce/decisions/:id/verdict <- {verdict: "right" | "wrong" | "undo"}; -> judgementSchema
 *   GET    /askonce/judgements         -> {judgements: judgedDecisionSchema[]}, oldest first (learning/judged-log.ts)
 *   POST   /askonce/calibration        -> calibrationViewSchema, once the user's own calibration was read again
 *   GET    /askonce/routing            -> routingViewSchema: what use has taught the router
 *   POST   /askonce/routing            <- {frozen?: boolean, reset?: true}; -> routingViewSchema, after that
 *   POST   /askonce/routing/models     -> ownModelsViewSchema, once what was learnt of single models was read again
 *   POST   /askonce/routing/explain    <- {question}; -> explainedRouteSchema: where it would be sent now; asks no model
 *   GET    /askonce/entries?offset&limit -> {total, entries: entrySchema[]}, newest first
 *   GET    /askonce/entries/:id        -> entrySchema
 *   DELETE /askonce/entries/:id        -> {deleted: number}
 *   DELETE /askonce/entries            -> {deleted: number}; what was said of answers and all decisions go, too
 *   GET    /askonce/entries/export?after=ID -> application/x-ndjson, one portable entry a line (store/portable-entry.ts),
 *                                         in the order of their ids; those after `after`, or all
 *   POST   /askonce/entries/import     <- application/x-ndjson, the same lines; -> {imported, skipped} once the store has them
 *   GET    /askonce/keys               -> {keys: keySchema[]}
 *   POST   /askonce/keys               <- {name, user?, role?}; -> keySchema with `key`, shown this once
 *   DELETE /askonce/keys/:id           -> {deleted: number}
 *   GET    /askonce/pairings           -> {pairings: pairingSchema[]}
 *   GET    /askonce/pairings/codes     -> {codes: pairingCodeSchema[]}, of extensions that wait for theirs
 *   DELETE /askonce/pairings/:id       -> {deleted: number}
 *   GET    /askonce/settings           -> the configuration in force, secrets masked
 */
const modelStateSchema = z.object({
  id: z.string(),
  state: z.enum(['loading', 'ready', 'failed', 'off']),
});

const wrongShareSchema = z.object({
  /** Answers served by meaning, and how many of them somebody judged. */
  served: z.number(),
  judged: z.number(),
  /** Estimated share of wrong ones, in [0, 1], with the bounds of its interval (90 %). */
  share: z.number(),
  low: z.number(),
  high: z.number(),
  /** Log-odds by which the bar is raised until the budget holds again; 0 where it holds. */
  raisedBy: z.number(),
});

export const statusSchema = z.object({
  version: z.string(),
  pid: z.number(),
  startedAt: z.number(),
  address: z.string(),
  /** What does not work as configured, one sentence each; empty when all is well. */
  degraded: z.array(z.string()),
  embedder: modelStateSchema,
  /** Absent where none is configured. */
  verifier: modelStateSchema.optional(),
  /** What the user's own calibration was made from, for people; absent where the one that ships decides, or none. */
  ownCalibration: z.string().optional(),
  store: z.object({
    backend: z.string(),
    /** Names what is in the store: another one after "forget everything". Absent where there is none. */
    identity: z.string().optional(),
    entries: z.number(),
    /** Absent where counting them would take too long. */
    scopes: z.number().optional(),
    hits: z.number().optional(),
    bytes: z.number().optional(),
    maxEntries: z.number().optional(),
    evicted: z.number(),
    refused: z.number().optional(),
    /** Backend-specific facts to show as they are (server version, index, consistency, ...). */
    details: z.record(z.string(), z.string()).optional(),
  }),
  /** Browser extensions; absent where they are switched off. */
  extensions: z.object({ paired: z.number(), connected: z.number() }).optional(),
  /** Absent where the cache is switched off. */
  wrongAnswers: z
    .object({
      /** The share that is accepted (semantic_cache.max_wrong_rate). */
      budget: z.number(),
      /** Whether it decides what is served; without a verifying model similarity alone does. */
      isKept: z.boolean(),
      /** Absent before anything was served by meaning. */
      overall: wrongShareSchema.optional(),
      /** By the page's origin, or "http"; for admin keys only. */
      groups: z.array(wrongShareSchema.extend({ group: z.string() })).optional(),
    })
    .optional(),
  /** Shadow audits since the daemon started; absent where there are none. */
  audits: z
    .object({
      /** Of the answers served by meaning, how many are drawn (matching.audit.share). */
      share: z.number(),
      right: z.number(),
      wrong: z.number(),
      /** Nothing was learnt of them: a model failed, could not tell, or gave no answer that can be compared. */
      undecided: z.number(),
      /** What the models counted, and its price in US dollars where that is stated. */
      tokens: z.number(),
      costUsd: z.number(),
    })
    .optional(),
  /** US dollars since midnight, by stated prices, and the day's budget; absent where none is set. */
  budget: z.object({ spentUsd: z.number(), maxUsd: z.number() }).optional(),
  /** Since the daemon started. */
  requests: z.object({
    total: z.number(),
    hitExact: z.number(),
    hitSemantic: z.number(),
    hitCoalesced: z.number(),
    miss: z.number(),
    bypass: z.number(),
  }),
});

export const modelSchema = z.object({
  id: z.string(),
  tier: z.enum(TIERS),
  baseUrl: z.string(),
  contextWindow: z.number(),
  simulated: z.boolean(),
  breaker: z.enum(['closed', 'open', 'half-open']),
  isDefault: z.boolean(),
  /** Of the latest calls: what enters the choice of a model. */
  pace: z.object({
    calls: z.number(),
    /** Milliseconds to the first token: median, and what nine of ten calls need; absent where none is known. */
    firstTokenMs: z.object({ p50: z.number(), p90: z.number() }).optional(),
    /** Milliseconds from one token to the next. */
    perTokenMs: z.number().optional(),
    /** Share that failed, with three imagined successes, in [0, 1). */
    failureRate: z.number(),
  }),
});

export const judgementSchema = z.object({
  /** What is said of the answer now; absent: nothing. */
  judged: z.enum(['right', 'wrong']).optional(),
  /** Whether the stored answer is gone. */
  forgotten: z.boolean(),
});

export const judgementsSchema = z.object({ judgements: z.array(judgedDecisionSchema) });

export const calibrationViewSchema = statusSchema.pick({ ownCalibration: true });

export const explainedRouteSchema = z.object({
  question: z.string(),
  model: z.string(),
  tier: z.enum(TIERS),
  reason: z.string(),
  /** Who would be asked next if it failed. */
  fallbacks: z.array(z.string()),
  routing: routingRecordSchema.optional(),
});

export const ownModelsViewSchema = z.object({
  /** Why it is not used; absent where it is, or there is nothing. */
  fault: z.string().optional(),
});

export const entrySchema = z.object({
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  model: z.string(),
  tier: z.enum(TIERS).optional(),
  createdAt: z.number(),
  expiresAt: z.number().optional(),
  hits: z.number(),
  lastHitAt: z.number().optional(),
  pinned: z.boolean(),
  source: z.string(),
  origin: z.string(),
});

/** A decision, with the question of the stored answer that it is about, where that is still stored. */
export const decisionSchema = decisionRecordSchema.extend({ candidateQuestion: z.string().optional() });

export const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  user: z.string(),
  role: z.enum(['admin', 'chat']),
  createdAt: z.number(),
  /** Only in the answer to its creation. */
  key: z.string().optional(),
});

export const pairingSchema = z.object({
  id: z.string(),
  name: z.string(),
  browser: z.string(),
  /** chrome-extension://<id> or moz-extension://<uuid> */
  origin: z.string(),
  user: z.string(),
  createdAt: z.number(),
  /** To the hour. */
  lastSeenAt: z.number(),
});

export const pairingCodeSchema = z.object({
  /** To be typed into the extension. */
  code: z.string(),
  name: z.string(),
  origin: z.string(),
  expiresAt: z.number(),
});

export const routingViewSchema = z.object({
  /** Whether the shifts stay as they are, whatever is seen. */
  frozen: z.boolean(),
  /** Log-odds beyond which no shift goes, up or down (routing.tuning.max_shift). */
  maxShift: z.number(),
  /** By category, cheapest tier first. */
  cells: z.array(
    z.object({
      category: z.string(),
      tier: z.enum(TIERS),
      /** Answers seen to be right or wrong, by weight, as far as they still count. */
      right: z.number(),
      wrong: z.number(),
      /** The mean P(right) that the heads gave these; absent where only a frozen shift is left. */
      predicted: z.number().optional(),
      /** Log-odds that are added to P(right) of this tier in this category. */
      shift: z.number(),
    }),
  ),
});

export type Status = z.infer<typeof statusSchema>;
export type ModelView = z.infer<typeof modelSchema>;
export type DecisionView = z.infer<typeof decisionSchema>;
export type JudgementView = z.infer<typeof judgementSchema>;
export type JudgementsView = z.infer<typeof judgementsSchema>;
export type CalibrationView = z.infer<typeof calibrationViewSchema>;
export type ExplainedRouteView = z.infer<typeof explainedRouteSchema>;
export type OwnModelsView = z.infer<typeof ownModelsViewSchema>;
export type EntryView = z.infer<typeof entrySchema>;
export type KeyView = z.infer<typeof keySchema>;
export type PairingView = z.infer<typeof pairingSchema>;
export type RoutingView = z.infer<typeof routingViewSchema>;
export type PairingCodeView = z.infer<typeof pairingCodeSchema>;
