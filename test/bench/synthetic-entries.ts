import { createHash } from 'node:crypto';
import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import { writePortableEntry } from '../../daemon/store/portable-entry.ts';

const DIMENSION = 384;

/** Numbers in [0, 1) that are the same in every run (Numerical Recipes' linear congruential generator). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lines for the import route: entries of one scope with random unit vectors and answers of 1 kB. */
export function* portableEntries(count: number): Generator<string> {
  const random = seededRandom(1);
  for (let number = 0; number < count; number += 1) yield writePortableEntry(entry(number, random));
}

function entry(number: number, random: () => number): CacheEntry {
  const vector = Float32Array.from({ length: DIMENSION }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return {
    id: digest(`entry ${number}`),
    scope: digest('scope'),
    question: `Synthetic question number ${number}?`,
    embedding: vector.map((value) => value / length),
    embedder: 'synthetic',
    answer: { text: 'x'.repeat(1_000), reasoning: '', finishReason: 'stop', usage: undefined },
    model: 'synthetic',
    tier: 'small',
    costUsd: undefined,
    createdAt: 1_800_000_000_000,
    expiresAt: undefined,
    hits: 0,
    lastHitAt: undefined,
    pinned: false,
    source: 'import',
    origin: 'bench',
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
