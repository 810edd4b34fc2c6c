import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import { openDatabase } from '../../daemon/database/open-database.ts';
import { systemClock } from '../../daemon/lib/clock.ts';
import type { NearestQuery } from '../../daemon/store/answer-store.ts';
import { createEmbeddedStore, type EmbeddedStore } from '../../daemon/store/embedded/embedded-store.ts';
import { unitVectors } from '../support/unit-vectors.ts';

const DIMENSION = 384;
const EMBEDDER = 'synthetic';
/** Questions come in topics: vectors lie around so many centres. */
const CENTRES = unitVectors(300, DIMENSION, 11);
const ANSWER = 'An answer of some length, as models give them, with a few sentences. '.repeat(22);

const NOWHERE = new Float32Array(DIMENSION);

/** An entry with an answer of 1.5 kB; the same for the same number. */
export function clusteredEntry(number: number, scopes: number): CacheEntry {
  return {
    ...{ id: digest(`entry ${number}`), scope: digest(`scope ${number % scopes}`) },
    question: `Synthetic question number ${number}?`,
    ...{ embedding: vectorOf(number), embedder: EMBEDDER },
    answer: {
      text: ANSWER,
      reasoning: '',
      finishReason: 'stop',
      usage: { promptTokens: 20, completionTokens: 300 },
    },
    ...{ model: 'synthetic', tier: 'small', costUsd: 0.001, createdAt: 1_800_000_000_000 + number },
    ...{
      expiresAt: undefined,
      hits: 0,
      lastHitAt: undefined,
      pinned: false,
      source: 'model',
      origin: 'bench',
    },
  };
}

/** Another wording of the question with that number: cosine of about 0.93. */
export function queryNear(number: number, scopes: number): NearestQuery {
  const vector = blend(vectorOf(number), unitVectors(1, DIMENSION, 1_000_003 + number)[0], 0.4);
  return { scope: digest(`scope ${number % scopes}`), embedder: EMBEDDER, vector, limit: 3 };
}

export interface BenchStore {
  store: EmbeddedStore;
  close: () => Promise<void>;
}

export function openBenchStore(folder: string): BenchStore {
  const { database } = openDatabase({ file: path.join(folder, 'askonce.db') });
  const store = createEmbeddedStore({
    database,
    ...{ maxEntries: 1_000_000, evictionPolicy: 'lru', clock: systemClock },
    indexFolder: path.join(folder, 'indexes'),
    onFault: (fault) => {
      throw fault;
    },
  });
  return {
    store,
    close: async () => {
      await store.close();
      database.close();
    },
  };
}

function vectorOf(number: number): Float32Array {
  return blend(CENTRES[number % CENTRES.length], unitVectors(1, DIMENSION, number + 1)[0], 1);
}

function blend(a: Float32Array = NOWHERE, b: Float32Array = NOWHERE, share: number): Float32Array {
  const sum = a.map((value, index) => value + share * (b[index] ?? 0));
  const length = Math.hypot(...sum);
  return sum.map((value) => value / length);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
