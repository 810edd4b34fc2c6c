import type { CacheEntry } from '../chat/cache-entry.ts';
import type { EntryView } from './own-api.ts';

/** An entry as people see it: without scope and vector, which only mean something to the machine. */
export function viewEntry(entry: CacheEntry): EntryView {
  const { id, question, model, tier, createdAt, expiresAt, hits, lastHitAt, pinned, source, origin } = entry;
  return {
    ...{ id, question, answer: entry.answer.text, model, tier, createdAt, expiresAt, hits, lastHitAt },
    ...{ pinned, source, origin },
  };
}
