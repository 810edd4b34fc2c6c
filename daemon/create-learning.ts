import type { Matcher } from './cache/matching/matcher.ts';
import type { Config } from './config/config-schema.ts';
import { maxWrongRateOf } from './config/max-wrong-rate.ts';
import { createMatcher } from './create-matcher.ts';
import type { Database } from './database/database.ts';
import {
  isServedByMeaning,
  type DecisionLog,
  type DecisionRecord,
  type ServedRecord,
} from './decisions/decision-log.ts';
import type { Embedder } from './embedding/embedder.ts';
import { Experience, type WrongShareReport } from './learning/experience.ts';
import { createJudgedLog, type JudgedDecision, type JudgedLog } from './learning/judged-log.ts';
import type { ServedHit } from './learning/served-windows.ts';
import type { Clock } from './lib/clock.ts';
import { createFeedback, type Feedback } from './pipeline/feedback.ts';
import { createForgetting, type Forgetting } from './pipeline/forgetting.ts';
import { routedAnswerOf } from './pipeline/routed-answer.ts';
import { createObservationLog } from './router/live/observation-log.ts';
import { TierTuning } from './router/live/tier-tuning.ts';
import type { AnswerStore } from './store/answer-store.ts';
import type { Verifier } from './verifying/verifier.ts';

interface LearningParts {
  config: Config;
  dataFolder: string;
  database: Database;
  /** Undefined where the cache is switched off. */
  store: AnswerStore | undefined;
  embedder: Embedder;
  verifier: Verifier | undefined;
  decisions: DecisionLog;
  siteScopes: { clear(): void };
  clock: Clock;
  log: { warn(fields: object, message: string): void };
}

/** What decides on equivalent questions, and what use teaches it and the router. */
export interface Learning {
  /** Always the newest: after `reload` it decides by the calibration that lies there then. */
  matcher: Matcher;
  /** Reads the calibration again, and what was judged in its light. */
  reload: () => void;
  /** What compares questions now, as records name it: in what units their scores are. */
  comparedBy: () => NonNullable<DecisionRecord['matchedBy']>;
  /** Everything that was said of served answers, oldest first. */
  judged: () => JudgedDecision[];
  learnt: Experience['of'];
  feedback: Feedback;
  /** Undefined where the cache is switched off. */
  forgetting: Forgetting | undefined;
  /** What use has taught the router; undefined where that is switched off. */
  tuning: TierTuning | undefined;
  onFinished: (record: DecisionRecord) => void;
  /** Undefined where the cache is switched off. */
  wrongAnswers: () => WrongShareReport | undefined;
}

/** Judgements that are remembered, one small row each; as many observations of routed answers. */
const MOST_JUDGED = 5_000;
/** Served answers of each group that the running estimate is over. */
const WINDOW = 500;
/** Served answers that are read again at the start, of all groups together: enough to go on, and soon done. */
const READ_AGAIN = 1_000;

export function createLearning(parts: LearningParts): Learning {
  const { database, store, clock, decisions, siteScopes, embedder, verifier } = parts;
  const log = createJudgedLog({ database, keep: MOST_JUDGED });
  let { matcher, experience } = open(parts, log);
  const current: Pick<Experience, 'judge' | 'undo' | 'forget' | 'clear'> = {
    judge: (judged) => {
      experience.judge(judged);
    },
    undo: (decisionId) => {
      experience.undo(decisionId);
    },
    forget: (forgotten) => {
      experience.forget(forgotten);
    },
    clear: () => {
      experience.clear();
    },
  };
  const { tuning, routing } = openTuning(parts);
  const feedback = createFeedback({ decisions, experience: current, routing: tuning, store, clock });
  return {
    matcher: delegateTo(() => matcher),
    reload: () => {
      ({ matcher, experience } = open(parts, log));
    },
    comparedBy: () => ({
      embedder: embedder.id,
      ...(verifier && { verifier: verifier.id }),
      ...(matcher.calibration && { calibration: matcher.calibration.scoreId }),
    }),
    judged: () => log.all(),
    learnt: (entry, asked) => experience.of(entry, asked),
    feedback,
    forgetting:
      store && createForgetting({ store, feedback, experience: current, routing, decisions, siteScopes }),
    tuning,
    onFinished: (record) => {
      if (isServedByMeaning(record)) experience.noteServed(servedHitOf(record));
      const routed = routedAnswerOf(record);
      if (routed) tuning?.noteAnswer(routed.category, routed.tier);
      noteTakenUp(record, parts, tuning);
      noteChecked(record, parts, tuning);
    },
    wrongAnswers: () => store && experience.report(),
  };
}

function open(parts: LearningParts, log: JudgedLog): { matcher: Matcher; experience: Experience } {
  const { config, decisions } = parts;
  const matcher = createMatcher(parts);
  const experience = new Experience({
    ...{ log, keep: MOST_JUDGED, window: WINDOW },
    served: decisions.servedByMeaning(READ_AGAIN).map(servedHitOf),
    budget: maxWrongRateOf(config.semantic_cache.max_wrong_rate),
    isKept: matcher.keepsBudget,
    logOddsOf: (score) => matcher.calibration?.logOddsOf(score) ?? score,
  });
  return { matcher, experience };
}

/** `routing`: what forgetting is to clear, also where it is switched off and rows are left of before. */
function openTuning({ config, database }: LearningParts): {
  tuning: TierTuning | undefined;
  routing: Pick<TierTuning, 'forget' | 'reset'>;
} {
  const { enabled, max_shift: maxShift } = config.routing.tuning;
  const log = createObservationLog({ database, keep: MOST_JUDGED });
  const tuning = enabled ? new TierTuning({ log, keep: MOST_JUDGED, maxShift }) : undefined;
  return { tuning, routing: tuning ?? log };
}

/** Who complains of an answer, or asks for another one, says little for it. */
const WEIGHT_OF_TAKING_UP = 0.3;

function noteTakenUp(
  { routing }: DecisionRecord,
  { decisions, clock, log }: LearningParts,
  tuning: TierTuning | undefined,
): void {
  const { by, after } = routing ?? {};
  if ((by !== 'complaint' && by !== 'retry') || after === undefined) return;
  try {
    const earlier = decisions.get(after);
    const routed = earlier && routedAnswerOf(earlier);
    if (!earlier || !routed) return;
    tuning?.observe({
      ...{ ...routed, decisionId: earlier.id, group: earlier.site, at: clock.now() },
      ...{ right: false, weight: WEIGHT_OF_TAKING_UP, from: by === 'retry' ? 'retry' : 'escalation' },
    });
  } catch (error) {
    log.warn({ error: String(error) }, 'What a retry tells of a model could not be kept.');
  }
}

/**
 * Of a person's word, a check that is right in about 70 % of cases tells (2 x 0.7 - 1) squared. What passed counts as well: by
 * what did not pass alone, every tier that is checked would sink, however good.
 */
const WEIGHT_OF_CHECK = 0.15;

/** What a check said of the answer of a cheaper model that was asked first. */
function noteChecked(
  { id, site, routing }: DecisionRecord,
  { clock, log }: LearningParts,
  tuning: TierTuning | undefined,
): void {
  const { category, cascade, right } = routing ?? {};
  const predicted = cascade && right?.[cascade.tier];
  if (!cascade || category === undefined || predicted === undefined || cascade.outcome === 'failed') return;
  const { tier, outcome } = cascade;
  const isAccepted = outcome === 'accepted';
  // The decision itself is of the answer that was given, perhaps another model's.
  const decisionId = isAccepted ? id : `${id} cascade`;
  try {
    if (!isAccepted) tuning?.noteAnswer(category, tier);
    tuning?.observe({
      ...{ decisionId, group: site, category, tier, predicted, at: clock.now() },
      ...{ right: isAccepted, weight: WEIGHT_OF_CHECK, from: 'escalation' },
    });
  } catch (error) {
    log.warn({ error: String(error) }, 'What a check tells of a model could not be kept.');
  }
}

/** Whatever is current at each call. */
function delegateTo(current: () => Matcher): Matcher {
  return {
    get floor() {
      return current().floor;
    },
    get fault() {
      return current().fault;
    },
    get keepsBudget() {
      return current().keepsBudget;
    },
    get calibration() {
      return current().calibration;
    },
    get ownCalibration() {
      return current().ownCalibration;
    },
    judge: (input, signal) => current().judge(input, signal),
  };
}

function servedHitOf({ id, site, probability, score }: ServedRecord): ServedHit {
  return { decisionId: id, group: site, probability, score };
}
