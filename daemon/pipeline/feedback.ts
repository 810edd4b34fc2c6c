import { LRUCache } from 'lru-cache';
import type { CacheEntry } from '../chat/cache-entry.ts';
import { isServedByMeaning, type DecisionLog, type DecisionRecord } from '../decisions/decision-log.ts';
import type { Experience } from '../learning/experience.ts';
import type { JudgedDecision } from '../learning/judged-log.ts';
import type { Clock } from '../lib/clock.ts';
import type { TierTuning } from '../router/live/tier-tuning.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import { routedAnswerOf } from './routed-answer.ts';

/** What can be said of an answer; `undo` takes back what was said. */
export type Opinion = 'right' | 'wrong' | 'undo';

interface FeedbackOptions {
  decisions: Pick<DecisionLog, 'judge'>;
  experience: Pick<Experience, 'judge' | 'undo'>;
  /** What learns how well models answer; undefined where nothing does. */
  routing: Pick<TierTuning, 'observe' | 'undo'> | undefined;
  /** Undefined where the cache is switched off. */
  store: AnswerStore | undefined;
  clock: Pick<Clock, 'now'>;
}

/** Who says it, and whether the stored answer may be deleted at once. */
interface Occasion {
  from?: JudgedDecision['from'];
  /** A page that asks again wants another answer, and brings it itself: the stored one stays until then. */
  keepsEntry?: boolean;
}

/** Takes what people (or audits) say of answers, so that it counts from the next question on. */
export interface Feedback {
  /** `forgotten`: the stored answer is gone. Rejects where something could not be kept. */
  take(record: DecisionRecord, opinion: Opinion, occasion?: Occasion): Promise<{ forgotten: boolean }>;
  /** Answers of a site that were deleted as wrong do not come back any more. */
  dropDeleted(origin: string): void;
}

/** Deleted answers that can be put back; in memory, since nobody wants a wrong answer kept on the disk. */
const MOST_PUT_BACK = 100;

interface Deleted {
  entry: CacheEntry;
  /** Of the store: after "forget everything" nothing comes back. */
  generation: number;
}

/**
 * An answer that was wrong for its own question is deleted, unless somebody has pinned it. One that was wrong for
 * another wording stays, since it may be right for its own; it never serves that wording again, and others must be surer.
 */
export function createFeedback({ decisions, experience, routing, store, clock }: FeedbackOptions): Feedback {
  const deleted = new LRUCache<string, Deleted>({ max: MOST_PUT_BACK });

  async function forget(record: DecisionRecord): Promise<boolean> {
    const entry = record.entryId === undefined ? undefined : await store?.get(record.entryId);
    if (!store || !entry || entry.pinned || !isOf(record, entry)) return false;
    deleted.set(record.id, { entry, generation: store.generation() });
    return store.delete(entry.id);
  }

  async function putBack({ id }: DecisionRecord): Promise<void> {
    const known = deleted.get(id);
    deleted.delete(id);
    if (!store || known?.generation !== store.generation()) return;
    // A newer answer may have taken its place.
    if (!(await store.get(known.entry.id))) await store.put(known.entry);
  }

  /** Deleted too long ago to be put back: the next question is asked anew. */
  async function isGone({ judged, entryId }: DecisionRecord): Promise<boolean> {
    return judged === 'wrong' && entryId !== undefined && (await store?.get(entryId)) === undefined;
  }

  /** What is said of a stored answer tells nothing of how this request was routed. */
  function tellRouting(record: DecisionRecord, opinion: Opinion, from: JudgedDecision['from']): void {
    const routed = routedAnswerOf(record);
    if (!routing || !routed) return;
    const { id: decisionId, site: group } = record;
    if (opinion === 'undo') routing.undo(decisionId);
    else {
      const said = { right: opinion === 'right', weight: 1, from, at: clock.now() };
      routing.observe({ decisionId, group, ...routed, ...said });
    }
  }

  return {
    async take(record, opinion, { from = 'person', keepsEntry = false } = {}) {
      decisions.judge(record.id, opinion === 'undo' ? undefined : { judged: opinion, judgedBy: from });
      const judged = judgedOf(record, opinion === 'right', { from, at: clock.now() });
      if (opinion === 'undo') experience.undo(record.id);
      else if (judged) experience.judge(judged);
      tellRouting(record, opinion, from);
      if (opinion === 'wrong') {
        return { forgotten: !isServedByMeaning(record) && !keepsEntry && (await forget(record)) };
      }
      await putBack(record);
      return { forgotten: await isGone(record) };
    },
    dropDeleted(origin) {
      for (const [id, { entry }] of deleted.entries()) if (entry.origin === origin) deleted.delete(id);
    },
  };
}

/** Whether this is the answer that was given: not one that took its place since. */
function isOf({ storedAt, at }: DecisionRecord, { createdAt }: CacheEntry): boolean {
  return storedAt === undefined ? createdAt <= at : createdAt === storedAt;
}

/** Undefined where no stored answer was served: then there is nothing to learn about one. */
function judgedOf(
  record: DecisionRecord,
  isRight: boolean,
  { from, at }: Pick<JudgedDecision, 'from' | 'at'>,
): JudgedDecision | undefined {
  const { entryId, storedAt } = record;
  if (entryId === undefined || storedAt === undefined) return undefined;
  return {
    ...{ decisionId: record.id, entryId, questionHash: record.questionHash, scope: record.scope },
    ...{ group: record.site, cache: record.cache, score: record.score, similarity: record.similarity },
    ...{ models: record.matchedBy, storedAt, isRight, from, at },
  };
}
