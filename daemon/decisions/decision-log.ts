import { z } from 'zod';
import { routingRecordSchema } from '../chat/routing-record.ts';
import type { Database } from '../database/database.ts';

/** One decided request, as kept for people and for the dashboard. Prompt text is in it only where the policy says so. */
export const decisionRecordSchema = z.object({
  id: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Origin of the page, or "http". */
  site: z.string(),
  /** In which a page asked; absent on the HTTP inlet. */
  dialect: z.string().optional(),
  user: z.string(),
  requestedModel: z.string(),
  cache: z.string(),
  outcome: z.string(),
  error: z.string().optional(),
  model: z.string().optional(),
  tier: z.string().optional(),
  reason: z.string(),
  similarity: z.number().optional(),
  /** Log-odds that the best stored answer is right, by the calibration alone; absent where nothing was weighed. */
  score: z.number().optional(),
  /** Ids of the models that similarity and score are from, and of the calibration (Calibration.scoreId) of the score. */
  matchedBy: z
    .object({
      embedder: z.string(),
      verifier: z.string().optional(),
      calibration: z.string().optional(),
    })
    .optional(),
  /** How probably the best stored answer is right. */
  probability: z.number().optional(),
  agreed: z.array(z.string()),
  against: z.array(z.string()),
  /** The entry that similarity, probability and evidence are about. */
  candidateId: z.string().optional(),
  entryId: z.string().optional(),
  /** When the stored answer that was served had been written. */
  storedAt: z.number().optional(),
  /** What the model was chosen by; absent where the cache answered, or the client named the model. */
  routing: routingRecordSchema.optional(),
  /** First 16 hex digits of the question's digest: equal for equal questions of one user (or team), in any scope. */
  questionHash: z.string(),
  /** Digest of the scope in which was asked. */
  scope: z.string().optional(),
  /** The question itself, where `decisions.text` is "full". */
  question: z.string().optional(),
  promptTokens: z.number().optional(),
  completionTokens: z.number().optional(),
  costUsd: z.number().optional(),
  savedUsd: z.number().optional(),
  stagesMs: z.record(z.string(), z.number()),
  firstChunkMs: z.number().optional(),
  totalMs: z.number(),
  /** What was said of the answer afterwards. */
  judged: z.enum(['wrong', 'right']).optional(),
  /** By whom: a person, or a model that was asked the same (a shadow audit). Absent where nothing was said. */
  judgedBy: z.enum(['person', 'audit']).optional(),
});
export type DecisionRecord = z.infer<typeof decisionRecordSchema>;

export interface DecisionLog {
  /** Takes it down in memory; written within FLUSH_AFTER_MS, so that no reply pays for it. */
  record(decision: DecisionRecord): void;
  get(id: string): DecisionRecord | undefined;
  /** Newest first. */
  latest(limit: number): DecisionRecord[];
  /** Of pages, newest first. */
  latestOfPages(pages: PageFilter, limit: number): DecisionRecord[];
  /** Deletes those of pages; returns how many. */
  deleteOfPages(pages: PageFilter): number;
  /** The newest that were served by meaning, oldest first: of each only what a running estimate needs. */
  servedByMeaning(limit: number): ServedRecord[];
  /** What answers have cost since a moment (milliseconds since the epoch), in US dollars, as far as the log goes back. */
  spentSince(at: number): number;
  /** Notes what is said of an answer, or that it is taken back; false where the decision is not known (any more). */
  judge(id: string, said: SaidOfAnswer | undefined): boolean;
  /** Deletes all. */
  clear(): void;
  /** Writes what is pending. */
  close(): void;
}

/** What is said of an answer, and by whom. */
export interface SaidOfAnswer {
  judged: NonNullable<DecisionRecord['judged']>;
  judgedBy: NonNullable<DecisionRecord['judgedBy']>;
}

export type ServedRecord = Pick<DecisionRecord, 'id' | 'site' | 'probability' | 'score'>;

/** What one user asked on pages: on one site, or on all. */
export interface PageFilter {
  user: string;
  site: string | undefined;
}

/** Whether the answer to an equivalent question was served: stored before, or waited for. */
export function isServedByMeaning({ cache, similarity }: DecisionRecord): boolean {
  return cache.startsWith('hit') && similarity !== undefined;
}

interface DecisionLogOptions {
  database: Database;
  /** How many of the newest decisions are kept. */
  keep: number;
  /** Told when pending records could not be written. */
  onFault: (fault: unknown) => void;
}

const FLUSH_AFTER_MS = 250;
const MOST_PENDING = 500;

/** The last decisions, in the embedded database: many in one transaction, since one each would cost a hit its speed. */
export function createDecisionLog({ database, keep, onFault }: DecisionLogOptions): DecisionLog {
  database.exec(
    'CREATE TABLE IF NOT EXISTS decisions (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, record TEXT NOT NULL)',
  );
  let pending: DecisionRecord[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const records = pending;
    pending = [];
    if (records.length === 0) return;
    database.transaction(() => {
      for (const record of records) {
        database.run('INSERT INTO decisions (id, record) VALUES (?, ?)', [record.id, JSON.stringify(record)]);
      }
      database.run('DELETE FROM decisions WHERE sequence <= (SELECT max(sequence) FROM decisions) - ?', [
        keep,
      ]);
    });
  }

  function flushSafely(): void {
    try {
      flush();
    } catch (error) {
      onFault(error);
    }
  }

  return {
    close: flushSafely,
    record(decision) {
      pending.push(decision);
      if (pending.length >= MOST_PENDING) flushSafely();
      else timer ??= setTimeout(flushSafely, FLUSH_AFTER_MS).unref();
    },
    get(id) {
      flushSafely();
      const row = database.get('SELECT record FROM decisions WHERE id = ?', [id]);
      return row && parseRecord(row.record);
    },
    latest(limit) {
      flushSafely();
      const rows = database.all('SELECT record FROM decisions ORDER BY sequence DESC LIMIT ?', [limit]);
      return rows.flatMap((row) => parseRecord(row.record) ?? []);
    },
    ...manyDecisions(database, flushSafely),
    ...summedUp(database, flushSafely),
    judge(id, said) {
      flushSafely();
      const { changes } = said
        ? database.run(NOTE_SAID, [id, said.judged, said.judgedBy])
        : database.run(TAKE_BACK, [id]);
      return changes > 0;
    },
  };
}

/** What is done with those of pages, or with all. */
function manyDecisions(
  database: Database,
  flush: () => void,
): Pick<DecisionLog, 'latestOfPages' | 'deleteOfPages' | 'clear'> {
  return {
    latestOfPages({ user, site }, limit) {
      flush();
      const sql = `SELECT record FROM decisions WHERE ${OF_PAGES} ORDER BY sequence DESC LIMIT ?3`;
      return database.all(sql, [user, site ?? null, limit]).flatMap((row) => parseRecord(row.record) ?? []);
    },
    deleteOfPages({ user, site }) {
      flush();
      return database.run(`DELETE FROM decisions WHERE ${OF_PAGES}`, [user, site ?? null]).changes;
    },
    clear() {
      // What is pending may not come after.
      flush();
      database.run('DELETE FROM decisions', []);
    },
  };
}

/** What running estimates begin with. */
function summedUp(
  database: Database,
  flush: () => void,
): Pick<DecisionLog, 'servedByMeaning' | 'spentSince'> {
  return {
    servedByMeaning(limit) {
      flush();
      const rows = database.all(SERVED_BY_MEANING, [limit]).reverse();
      return rows.flatMap((row) => servedRecordSchema.safeParse(row).data ?? []);
    },
    spentSince(at) {
      flush();
      return Number(database.get(SPENT_SINCE, [at])?.spent ?? 0);
    },
  };
}

const NOTE_SAID = `UPDATE decisions SET record = json_set(record, '$.judged', ?2, '$.judgedBy', ?3) WHERE id = ?1`;
const TAKE_BACK = `UPDATE decisions SET record = json_remove(record, '$.judged', '$.judgedBy') WHERE id = ?1`;
/** From the newest on, so that no more records are read than it takes. */
const SERVED_BY_MEANING = `SELECT id, record ->> '$.site' AS site, record ->> '$.probability' AS probability,
  record ->> '$.score' AS score FROM decisions WHERE record ->> '$.cache' LIKE 'hit%'
  AND record ->> '$.similarity' IS NOT NULL ORDER BY sequence DESC LIMIT ?`;
const SPENT_SINCE = `SELECT sum(record ->> '$.costUsd') AS spent FROM decisions WHERE record ->> '$.at' >= ?`;
/** SQL has null where the record has nothing. */
const number = z.preprocess((value) => value ?? undefined, z.number().optional());
const servedRecordSchema = z.object({ id: z.string(), site: z.string(), probability: number, score: number });

/** Reads every record, of some thousands: for a person who waits a moment, not for a request. */
const OF_PAGES = `record ->> '$.user' = ?1 AND record ->> '$.site' <> 'http'
  AND (?2 IS NULL OR record ->> '$.site' = ?2)`;

/** Rows of another version that no longer fit are left out rather than failing the list. */
function parseRecord(json: unknown): DecisionRecord | undefined {
  const parsed = decisionRecordSchema.safeParse(JSON.parse(String(json)));
  return parsed.success ? parsed.data : undefined;
}
