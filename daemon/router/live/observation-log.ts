import { z } from 'zod';
import { TIERS } from '../../chat/cache-entry.ts';
import type { Database } from '../../database/database.ts';
import { createNewestRecords } from '../../database/newest-records.ts';

const tierSchema = z.enum(TIERS);

/** What was seen of one routed answer. Names only: no text of a question or an answer. */
const observationSchema = z.object({
  decisionId: z.string(),
  /** Where it was asked: the page's origin, or "http". */
  group: z.string(),
  category: z.string(),
  /** Of the model that wrote the answer. */
  tier: tierSchema,
  /** P(right) as the heads said, before any shift. */
  predicted: z.number().min(0).max(1),
  right: z.boolean(),
  /** 1 for what a person or an audit says, less for implicit signs. */
  weight: z.number().positive().max(1),
  /** Who or what says so: retry (asked again), escalation (complained of, or checked in a cascade) are implicit. */
  from: z.enum(['person', 'audit', 'retry', 'escalation']),
  /** Milliseconds since the epoch. */
  at: z.number(),
});
export type Observation = z.infer<typeof observationSchema>;

/** `answers`: how many answers of its tier and category had been given by then, from any start. */
const keptObservationSchema = observationSchema.extend({ answers: z.number() });
export type KeptObservation = z.infer<typeof keptObservationSchema>;

const frozenShiftsSchema = z.array(z.object({ category: z.string(), tier: tierSchema, shift: z.number() }));
export type FrozenShifts = z.infer<typeof frozenShiftsSchema>;

/** What was seen of routed answers, newest kept, and the shifts where they are frozen. Calls throw where the database fails. */
export interface ObservationLog {
  /** Replaces what was seen of that decision before. */
  put(observation: KeptObservation): void;
  remove(decisionId: string): void;
  /** Deletes what was seen in a group. */
  forget(group: string): void;
  /** Deletes all; frozen shifts are 0 from then on. */
  reset(): void;
  /** Oldest first. */
  all(): KeptObservation[];
  /** Undefined where they are not frozen. */
  frozen(): FrozenShifts | undefined;
  freeze(shifts: FrozenShifts | undefined): void;
}

interface ObservationLogOptions {
  database: Database;
  /** How many of the newest are kept. */
  keep: number;
}

const FROZEN = 'frozen-routing-shifts';

export function createObservationLog({ database, keep }: ObservationLogOptions): ObservationLog {
  const records = createNewestRecords({
    ...{ database, keep, table: 'routing_observations' as const, schema: keptObservationSchema },
  });
  return {
    all: () => records.all(),
    put: (observation) => {
      records.put(observation.decisionId, observation);
    },
    remove: (decisionId) => {
      records.remove(decisionId);
    },
    forget: (group) => {
      database.run(`DELETE FROM routing_observations WHERE record ->> '$.group' = ?`, [group]);
    },
    reset() {
      database.transaction(() => {
        records.clear();
        database.run(`UPDATE settings SET value = '[]' WHERE name = ?`, [FROZEN]);
      });
    },
    frozen() {
      const row = database.get('SELECT value FROM settings WHERE name = ?', [FROZEN]);
      return row && (frozenShiftsSchema.safeParse(JSON.parse(String(row.value))).data ?? []);
    },
    freeze(shifts) {
      if (shifts)
        database.run('INSERT OR REPLACE INTO settings VALUES (?, ?)', [FROZEN, JSON.stringify(shifts)]);
      else database.run('DELETE FROM settings WHERE name = ?', [FROZEN]);
    },
  };
}
