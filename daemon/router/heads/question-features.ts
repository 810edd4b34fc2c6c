import { SHAPE_SIZE, shapeOf } from './question-shape.ts';

/** What the heads see of a question, as a sparse vector: the places that are not 0, and their values. */
export interface QuestionFeatures {
  indices: Int32Array;
  values: Float32Array;
}

/** Length of the vectors of the embedder that ships; the heads were trained on those. */
export const VECTOR_SIZE = 384;
/** Words share so many places. Pairs of words were tried too: they tell no more of a new author's questions. */
const HASHED = 2_048;
/** Scales of the parts in training: a heavier embedding learns the authors' topics by heart. */
const [VECTOR_SCALE, SHAPE_SCALE, WORD_SCALE] = [5, 1.5, 6];
/** More of a text tells little new, and a pasted document must not cost more than a page. */
const MOST_CHARACTERS = 6_000;
const WORD = /\d+|[\p{L}\p{M}]+|[^\p{L}\p{M}\p{N}\s]/gu;

/** Length of the whole: vector, shape, hashed words, and one that is always 1. */
export const FEATURES = VECTOR_SIZE + SHAPE_SIZE + HASHED + 1;

/** The same code in training and in the product. `vector` is the question's embedding, where there is one. */
export function questionFeatures(question: string, vector: Float32Array | undefined): QuestionFeatures {
  const text = question.slice(0, MOST_CHARACTERS);
  const indices: number[] = [];
  const values: number[] = [];
  const put = (index: number, value: number): void => {
    if (value === 0) return;
    indices.push(index);
    values.push(value);
  };
  if (vector?.length === VECTOR_SIZE)
    vector.forEach((value, index) => {
      put(index, VECTOR_SCALE * value);
    });
  shapeOf(text, question.length).forEach((value, index) => {
    put(VECTOR_SIZE + index, SHAPE_SCALE * value);
  });
  const hashed = hashedWords(text);
  const each = WORD_SCALE / Math.sqrt(hashed.size || 1);
  for (const place of hashed) put(VECTOR_SIZE + SHAPE_SIZE + place, each);
  put(FEATURES - 1, 1);
  return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
}

/** Digits are all alike. */
function hashedWords(text: string): Set<number> {
  const places = new Set<number>();
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    places.add(hash(/^\d/.test(word) ? '0'.repeat(Math.min(word.length, 4)) : word));
  }
  return places;
}

/** FNV-1a. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return ((state ^ (state >>> 15)) >>> 0) % HASHED;
}
