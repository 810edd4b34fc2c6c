import type { ContentWord, QuestionFacts } from './question-facts.ts';
import { isTypoOf } from './words/typos.ts';
import { areSynonyms } from './words/synonyms.ts';

/** Which content words of two questions stand for each other, and which are left over. */
export interface Alignment {
  pairs: [ContentWord, ContentWord][];
  onlyA: ContentWord[];
  onlyB: ContentWord[];
}

/** Beyond this many left-over words the questions share too little for a word-by-word look. */
const MOST_LEFTOVERS = 40;

export function align(a: QuestionFacts, b: QuestionFacts): Alignment {
  const alignment: Alignment = { pairs: [], onlyA: [...a.content], onlyB: [...b.content] };
  matchEqual(alignment);
  if (alignment.onlyA.length > MOST_LEFTOVERS || alignment.onlyB.length > MOST_LEFTOVERS) return alignment;
  matchBy(alignment, (one, other) => areSynonyms(one.stem, other.stem));
  matchBy(alignment, (one, other) => isTypoOf(one.value, other.value));
  dropRepeatedAndCompound(alignment.onlyA, b);
  dropRepeatedAndCompound(alignment.onlyB, a);
  return alignment;
}

function matchEqual(alignment: Alignment): void {
  const waiting = new Map<string, ContentWord[]>();
  for (const word of alignment.onlyB) waiting.set(word.stem, [...(waiting.get(word.stem) ?? []), word]);
  const matched = new Set<ContentWord>();
  for (const word of alignment.onlyA) {
    const other = waiting.get(word.stem)?.shift();
    if (other === undefined) continue;
    alignment.pairs.push([word, other]);
    matched.add(word).add(other);
  }
  alignment.onlyA = alignment.onlyA.filter((word) => !matched.has(word));
  alignment.onlyB = alignment.onlyB.filter((word) => !matched.has(word));
}

function matchBy(alignment: Alignment, isSame: (one: ContentWord, other: ContentWord) => boolean): void {
  for (const word of [...alignment.onlyA]) {
    const other = alignment.onlyB.find((candidate) => isSame(word, candidate));
    if (other === undefined) continue;
    alignment.pairs.push([word, other]);
    alignment.onlyA.splice(alignment.onlyA.indexOf(word), 1);
    alignment.onlyB.splice(alignment.onlyB.indexOf(other), 1);
  }
}

/** A left-over word that the other side has after all: said twice here, or written apart or together there. */
function dropRepeatedAndCompound(leftovers: ContentWord[], other: QuestionFacts): void {
  const stems = new Set(other.content.map((word) => word.stem));
  const letters = other.text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  for (const word of [...leftovers]) {
    const isThere =
      stems.has(word.stem) ||
      other.content.some((candidate) => areSynonyms(candidate.stem, word.stem)) ||
      (word.value.length >= 5 && letters.includes(word.value.replace(/[^\p{L}\p{N}]/gu, '')));
    if (isThere) leftovers.splice(leftovers.indexOf(word), 1);
  }
}
