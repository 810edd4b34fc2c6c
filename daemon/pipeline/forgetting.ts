import type { Experience } from '../learning/experience.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { TierTuning } from '../router/live/tier-tuning.ts';
import type { Feedback } from './feedback.ts';

/** Deletes on request what AskOnce has kept. Rejects where something of it may be left: then say it again. */
export interface Forgetting {
  /**
   * The answers that were learnt on a site, and what was said of answers there, or of these elsewhere, also what that
   * taught the router; shifts that are frozen stay. The log of decisions stays. Resolves with how many answers.
   */
  site(origin: string): Promise<number>;
  /** All answers, all that was said of answers or taught the router, and the log of decisions. Resolves with how many answers. */
  everything(): Promise<number>;
}

interface Clearable {
  clear(): void;
}

/** All that is kept of questions and answers. */
interface Kept {
  store: Pick<AnswerStore, 'clear'>;
  /** What was said of answers. */
  experience: Clearable;
  decisions: Clearable;
  /** What use has taught the router. */
  routing: Pick<TierTuning, 'reset'>;
  /** Notes in which scopes answers of a site lie. */
  siteScopes: Clearable;
}

interface ForgettingOptions extends Kept {
  store: AnswerStore;
  feedback: Pick<Feedback, 'dropDeleted'>;
  experience: Pick<Experience, 'forget' | 'clear'>;
  routing: Pick<TierTuning, 'forget' | 'reset'>;
}

export function createForgetting(options: ForgettingOptions): Forgetting {
  const { store, feedback, experience, routing } = options;
  return {
    async site(origin) {
      feedback.dropDeleted(origin);
      const entries: string[] = [];
      for await (const entry of store.entries()) if (entry.origin === origin) entries.push(entry.id);
      let deleted = 0;
      for (const id of entries) deleted += Number(await store.delete(id));
      // After the answers: while one is there, what it was wrong for must be known.
      experience.forget({ group: origin, entries });
      routing.forget(origin);
      return deleted;
    },
    everything: () => forgetEverything(options),
  };
}

/** Resolves with how many answers were deleted. */
export async function forgetEverything({ store, routing, ...kept }: Kept): Promise<number> {
  const deleted = await store.clear();
  for (const part of [kept.experience, kept.decisions, kept.siteScopes]) part.clear();
  routing.reset();
  return deleted;
}
