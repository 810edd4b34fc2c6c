import { DaemonError } from '../lib/errors.ts';
import type { AnswerStore } from './answer-store.ts';
import { parsePortableEntry, writePortableEntry } from './portable-entry.ts';

/** Puts between two looks whether they have arrived: a store that keeps what waits may hold only so much. */
const PUTS_AT_ONCE = 100;

/** Everything in the store, or what comes after the id `after`; a line an entry. */
export async function* exportLines(store: AnswerStore, after?: string): AsyncGenerator<string> {
  try {
    for await (const entry of store.entries(after)) yield `${writePortableEntry(entry)}\n`;
  } catch (error) {
    throw unavailable('The stored answers cannot be read', error);
  }
}

/**
 * Puts entries into the store; once it resolves they are where they stay. Lines that do not parse are counted and left
 * out: one bad line must not lose the rest.
 */
export async function importLines(
  store: AnswerStore,
  lines: readonly string[],
): Promise<{ imported: number; skipped: number }> {
  let imported = 0;
  let skipped = 0;
  try {
    // Where nothing arrives, nothing is put: it would push out what waits already.
    await store.flush?.();
    for (const line of lines) {
      if (line.trim() === '') continue;
      const parsed = parsePortableEntry(line);
      if (parsed.ok) {
        await store.put(parsed.entry);
        imported += 1;
        if (imported % PUTS_AT_ONCE === 0) await store.flush?.();
      } else skipped += 1;
    }
    await store.flush?.();
  } catch (error) {
    throw unavailable('The store takes no answers now', error);
  }
  return { imported, skipped };
}

function unavailable(what: string, cause: unknown): DaemonError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DaemonError({
    code: 'store_unavailable',
    status: 503,
    message: `${what}: ${reason}`,
    isRetryable: true,
    cause,
  });
}
