import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { createNewestRecords } from '../database/newest-records.ts';

/** Ids of the models that compared two questions, and of the calibration (Calibration.scoreId) that the score is from. */
const comparedBySchema = z.object({
  embedder: z.string(),
  verifier: z.string().optional(),
  calibration: z.string().optional(),
});

/** A served answer of which somebody has said whether it was right. Digests only: no text of a question or an answer. */
export const judgedDecisionSchema = z.object({
  decisionId: z.string(),
  /** The entry that was served. */
  entryId: z.string(),
  /** Of the wording that it was served for, as in the decision's record. */
  questionHash: z.string(),
  /** Digest of the scope in which was asked. */
  scope: z.string().optional(),
  /** Where it was asked: the page's origin, or "http". */
  group: z.string(),
  cache: z.string(),
  /** Log-odds by the calibration's regression alone; absent where nothing was weighed: the same question, or similarity alone. */
  score: z.number().optional(),
  similarity: z.number().optional(),
  /** What the score and the similarity are from; absent where nothing was compared. */
  models: comparedBySchema.optional(),
  isRight: z.boolean(),
  /** A person who met the answer, or a model that was asked again (of answers drawn by chance). */
  from: z.enum(['person', 'audit']),
  /** When the answer had been stored, in milliseconds since the epoch: under that id another one may stand later. */
  storedAt: z.number(),
  /** When it was judged. */
  at: z.number(),
});
export type JudgedDecision = z.infer<typeof judgedDecisionSchema>;

/** What to forget: what was said in a group, and of these entries wherever it was said. */
export interface Forgotten {
  group: string;
  /** Ids. */
  entries: readonly string[];
}

/** What was said of served answers, newest kept. Calls throw where the database fails. */
export interface JudgedLog {
  /** Replaces what was said of that decision before. */
  put(judged: JudgedDecision): void;
  /** False where nothing was said of it. */
  remove(decisionId: string): boolean;
  forget(forgotten: Forgotten): void;
  /** Deletes all. */
  clear(): void;
  /** As they were judged, oldest first. */
  all(): JudgedDecision[];
}

interface JudgedLogOptions {
  database: Database;
  /** How many of the newest are kept. */
  keep: number;
}

export function createJudgedLog({ database, keep }: JudgedLogOptions): JudgedLog {
  const records = createNewestRecords({
    ...{ database, keep, table: 'judged_decisions' as const, schema: judgedDecisionSchema },
  });
  return {
    ...records,
    put: (judged) => {
      records.put(judged.decisionId, judged);
    },
    forget({ group, entries }) {
      database.run(
        `DELETE FROM judged_decisions WHERE record ->> '$.group' = ?
           OR record ->> '$.entryId' IN (SELECT value FROM json_each(?))`,
        [group, JSON.stringify(entries)],
      );
    },
  };
}
