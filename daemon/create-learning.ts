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
import { checkedIn, takenUpBy } from './pipeline/implicit-verdicts.ts';
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
      learnFrom(record, parts, tuning);
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

/** What a request tells of earlier and cheaper answers. What cannot be kept is lost, and the reply is not. */
function learnFrom(
  record: DecisionRecord,
  { decisions, clock, log }: LearningParts,
  tuning: TierTuning | undefined,
): void {
  if (!tuning) return;
  const routed = routedAnswerOf(record);
  if (routed) tuning.noteAnswer(routed.category, routed.tier);
  try {
    const takenUp = takenUpBy(record, (id) => decisions.get(id));
    if (takenUp) tuning.observe({ ...takenUp, at: clock.now() });
    const checked = checkedIn(record);
    // A cheaper answer that was not given is one more of its tier.
    if (checked?.right === false) tuning.noteAnswer(checked.category, checked.tier);
    if (checked) tuning.observe({ ...checked, at: clock.now() });
  } catch (error) {
    log.warn({ error: String(error) }, 'What a request tells of a model could not be kept.');
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
