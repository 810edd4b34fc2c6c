import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TIERS } from '../../chat/cache-entry.ts';
import { innerProduct } from '../../lib/inner-product.ts';
import { VECTOR_SIZE } from './question-features.ts';

const knownQuestionSchema = z.object({ text: z.string(), category: z.string(), tier: z.enum(TIERS) });

/** Some of the written questions that the heads were trained on, as `npm run train:router` writes them. */
const storedSchema = z.object({
  /** Embedding model that the vectors are from. */
  embedder: z.string(),
  questions: z.array(knownQuestionSchema),
  /** Base64 of signed bytes: a unit vector times 127 for each question, in their order. */
  vectors: z.base64(),
});
export type StoredKnownQuestions = z.infer<typeof storedSchema>;

/** A question whose tier people judged, and how near it is. */
export interface NearQuestion {
  text: string;
  category: string;
  tier: z.infer<typeof knownQuestionSchema>['tier'];
  /** Cosine, in [0, 1]. */
  similarity: number;
}

/** Questions whose tier is known, to show beside an estimate: the heads do not decide by them. */
export class KnownQuestions {
  readonly #questions: StoredKnownQuestions['questions'];
  readonly #vectors: Float32Array;

  constructor({ questions, vectors }: StoredKnownQuestions) {
    this.#questions = questions;
    this.#vectors = Float32Array.from(new Int8Array(Buffer.from(vectors, 'base64')), (value) => value / 127);
    if (this.#vectors.length !== questions.length * VECTOR_SIZE) {
      throw new Error(`${questions.length} known questions have ${this.#vectors.length} numbers.`);
    }
  }

  /** @throws Error where the file is missing or holds something else. */
  static read(file: string): KnownQuestions {
    return new KnownQuestions(storedSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  }

  /** The nearest, nearest first. `vector` is a unit vector of the heads' embedder. */
  nearest(vector: Float32Array, count: number): NearQuestion[] {
    const near = this.#questions.map((question, index) => ({
      ...question,
      similarity: Math.max(0, innerProduct(vector, this.#vectors, index * VECTOR_SIZE)),
    }));
    return near.sort((a, b) => b.similarity - a.similarity).slice(0, count);
  }
}
