import { z } from 'zod';
import type { Database } from '../database/database.ts';

/** One decided request, as kept for people and for the dashboard. Prompt text is in it only where the policy says so. */
export const decisionRecordSchema = z.object({
  id: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  site: z.string(),
  user: z.string(),
  requestedModel: z.string(),
  cache: z.string(),
  outcome: z.string(),
  error: z.string().optional(),
  model: z.string().optional(),
  tier: z.string().optional(),
  reason: z.string(),
  similarity: z.number().optional(),
  evidence: z.array(z.string()),
  entryId: z.string().optional(),
  /** First 16 hex digits of the question's digest: equal for equal questions of one scope. */
  questionHash: z.string(),
  /** The question itself, where `decisions.text` is "full". */
  question: z.string().optional(),
  promptTokens: z.number().optional(),
  completionTokens: z.number().optional(),
  costUsd: z.number().optional(),
  savedUsd: z.number().optional(),
  stagesMs: z.record(z.string(), z.number()),
  firstChunkMs: z.number().optional(),
  totalMs: z.number(),
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;

export interface DecisionLog {
  record(decision: DecisionRecord): void;
  get(id: string): DecisionRecord | undefined;
  /** Newest first. */
  latest(limit: number): DecisionRecord[];
}

/** How many records may come in before the oldest are cut again: cutting at each one would cost more than it keeps. */
const SLACK = 100;

/** Keeps the last `keep` decisions in the embedded database. */
export function createDecisionLog(database: Database, keep: number): DecisionLog {
  database.exec(
    'CREATE TABLE IF NOT EXISTS decisions (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL)',
  );
  let sinceCut = SLACK;
  const cut = (): void => {
    database.run('DELETE FROM decisions WHERE sequence <= (SELECT max(sequence) FROM decisions) - ?', [keep]);
    sinceCut = 0;
  };
  return {
    record(decision) {
      database.run('INSERT INTO decisions (id, record) VALUES (?, ?)', [
        decision.id,
        JSON.stringify(decision),
      ]);
      sinceCut += 1;
      if (sinceCut > SLACK) cut();
    },
    get(id) {
      const row = database.get('SELECT record FROM decisions WHERE id = ?', [id]);
      return row && parseRecord(row['record']);
    },
    latest(limit) {
      const rows = database.all('SELECT record FROM decisions ORDER BY sequence DESC LIMIT ?', [limit]);
      return rows.flatMap((row) => parseRecord(row['record']) ?? []);
    },
  };
}

/** Rows of another version that no longer fit are left out rather than failing the list. */
function parseRecord(json: unknown): DecisionRecord | undefined {
  const parsed = decisionRecordSchema.safeParse(JSON.parse(String(json)));
  return parsed.success ? parsed.data : undefined;
}
