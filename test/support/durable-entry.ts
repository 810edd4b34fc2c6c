import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import { cacheEntry } from './cache-entry.ts';
import { unitVectors } from './unit-vectors.ts';

/** The same for the process that writes it and the one that reads it; long enough to span pages. */
export function durableEntry(number: number): CacheEntry {
  const [embedding] = unitVectors(1, 384, number + 1);
  return cacheEntry(number, {
    embedding,
    scope: `${number % 5}`.repeat(64),
    answer: {
      text: `Answer ${number}. `.repeat(1 + ((number * 37) % 900)),
      ...{ reasoning: '', finishReason: 'stop', usage: undefined },
    },
  });
}
