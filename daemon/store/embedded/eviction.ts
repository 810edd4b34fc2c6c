import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import type { EntryPlace } from './entry-rows.ts';

/** Which entry makes room: the oldest, the one not used for longest, or the least often used. */
const EVICTION_POLICIES = ['fifo', 'lru', 'lfu'] as const;
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

/**
 * The first to go comes first. One order for the whole store, as the user configured it: a scope with many new entries
 * pushes out those of others.
 */
const ORDER: Record<EvictionPolicy, string> = {
  fifo: 'sequence',
  lru: 'used_at, sequence',
  lfu: 'hits, used_at, sequence',
};

/** Keeps an index in the order of the policy, so that finding a victim costs the same in a large store. */
export function applyEvictionPolicy(database: Database, policy: EvictionPolicy): void {
  for (const other of EVICTION_POLICIES) {
    if (other !== policy) database.exec(`DROP INDEX IF EXISTS entries_by_${other}`);
  }
  database.exec(
    `CREATE INDEX IF NOT EXISTS entries_by_${policy} ON entries (${ORDER[policy]}) WHERE pinned = 0`,
  );
}

/** Fewer than asked for where the others are pinned. */
export function findVictims(database: Database, policy: EvictionPolicy, count: number): EntryPlace[] {
  return database
    .all(`SELECT sequence, partition FROM entries WHERE pinned = 0 ORDER BY ${ORDER[policy]} LIMIT ?`, [
      count,
    ])
    .map((row) => placeSchema.parse(row));
}

const placeSchema = z.object({ sequence: z.number(), partition: z.number() });
