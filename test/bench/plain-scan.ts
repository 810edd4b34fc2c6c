import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import type { NearestQuery } from '../../daemon/store/answer-store.ts';

/** What one writes first: a list, compared one by one. Knows ids and vectors only. */
export function createPlainScan(): {
  add: (entry: CacheEntry) => void;
  nearest: (query: NearestQuery) => string | undefined;
} {
  const rows: { id: string; scope: string; vector: Float32Array }[] = [];
  return {
    add({ id, scope, embedding }) {
      if (embedding) rows.push({ id, scope, vector: embedding });
    },
    nearest({ scope, vector }) {
      let best: string | undefined;
      let highest = -Infinity;
      for (const row of rows) {
        if (row.scope !== scope) continue;
        let similarity = 0;
        for (let index = 0; index < vector.length; index++) {
          similarity += (vector[index] ?? 0) * (row.vector[index] ?? 0);
        }
        if (similarity > highest) [best, highest] = [row.id, similarity];
      }
      return best;
    },
  };
}
