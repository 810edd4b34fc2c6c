import type { QuestionFacts } from './question-facts.ts';
import { differenceOf } from './set-difference.ts';

/** File names, paths and extensions. */
export function compareFiles(a: QuestionFacts, b: QuestionFacts): string | undefined {
  return differenceOf(filesOf(a), filesOf(b));
}

function filesOf(facts: QuestionFacts): string[] {
  return facts.tokens.filter((token) => token.kind === 'file').map((token) => token.value);
}
