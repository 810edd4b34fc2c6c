import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';

/** A stored answer with digests that differ by `number`; change what a test is about. */
export function cacheEntry(number: number, change: Partial<CacheEntry> = {}): CacheEntry {
  const digest = number.toString(16).padStart(8, '0').repeat(8);
  return {
    ...{ id: digest, scope: 'b'.repeat(64), question: `What is ${number}?` },
    ...{ embedding: Float32Array.of(0.6, 0.8), embedder: 'fake' },
    answer: { text: `It is ${number}.`, reasoning: '', finishReason: 'stop', usage: undefined },
    ...{ model: 'big', tier: 'large', costUsd: undefined },
    ...{ createdAt: 1_700_000_000_000 + number, expiresAt: undefined, hits: 0, lastHitAt: undefined },
    ...{ pinned: false, source: 'model', origin: 'http' },
    ...change,
  };
}
