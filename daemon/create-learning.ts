import type { Matcher } from './cache/matching/matcher.ts';
import type { Config } from './config/config-schema.ts';
import { maxWrongRateOf } from './config/max-wrong-rate.ts';
import { createMatcher } from './create-matcher.ts';
import type { Database } from './database/database.ts';
import type { DecisionLog, ServedRecord } from './decisions/decision-log.ts';
import type { Embedder } from './embedding/embedder.ts';
import { Experience, type WrongShareReport } from './learning/experience.ts';
import { createJudgedLog } from './learning/judged-log.ts';
import type { ServedHit } from './learning/served-windows.ts';
import type { Clock } from './lib/clock.ts';
import { createFeedback, type Feedback } from './pipeline/feedback.ts';
import { createForgetting, type Forgetting } from './pipeline/forgetting.ts';
import type { AnswerStore } from './store/answer-store.ts';
import type { Verifier } from './verifying/verifier.ts';

interface LearningParts {
  config: Config;
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

/** What decides on equivalent questions, and what use teaches it. */
interface Learning {
  matcher: Matcher;
  learnt: Experience['of'];
  feedback: Feedback;
  /** Undefined where the cache is switched off. */
  forgetting: Forgetting | undefined;
  onServed: (record: ServedRecord) => void;
  /** Undefined where the cache is switched off. */
  wrongAnswers: () => WrongShareReport | undefined;
}

/** Judgements that are remembered, one small row each. */
const MOST_JUDGED = 5_000;
/** Served answers of each group that the running estimate is over. */
const WINDOW = 500;
/** Served answers that are read again at the start, of all groups together: enough to go on, and soon done. */
const READ_AGAIN = 1_000;

export function createLearning(parts: LearningParts): Learning {
  const { config, database, store, decisions, siteScopes, clock } = parts;
  const matcher = createMatcher(parts);
  const experience = new Experience({
    log: createJudgedLog({ database, keep: MOST_JUDGED }),
    keep: MOST_JUDGED,
    served: decisions.servedByMeaning(READ_AGAIN).map(servedHitOf),
    budget: maxWrongRateOf(config.semantic_cache.max_wrong_rate),
    isKept: matcher.keepsBudget,
    window: WINDOW,
  });
  const feedback = createFeedback({ decisions, experience, store, clock });
  return {
    matcher,
    learnt: (entry, asked) => experience.of(entry, asked),
    feedback,
    forgetting: store && createForgetting({ store, feedback, experience, decisions, siteScopes }),
    onServed: (record) => {
      experience.noteServed(servedHitOf(record));
    },
    wrongAnswers: () => store && experience.report(),
  };
}

function servedHitOf({ id, site, probability, score }: ServedRecord): ServedHit {
  return { decisionId: id, group: site, probability, score };
}
