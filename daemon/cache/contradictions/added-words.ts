import { align } from './alignment.ts';
import type { QuestionFacts } from './question-facts.ts';

/** The same sentence with a word more, which narrows or widens it: "the web service" against "only the web service". */
export function compareAddedWords(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const { onlyA, onlyB } = align(a, b);
  if (onlyA.length > 0 && onlyB.length > 0) return undefined;
  const added = onlyA[0] ?? onlyB[0];
  return added === undefined ? undefined : `'${added.text}' on one side only`;
}
