import type { QuestionFacts } from './question-facts.ts';
import { differenceOf } from './set-difference.ts';

/** When a state holds: already, not yet, used to, becoming; and what was against what will be. */
export function compareTimeFrame(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const difference = differenceOf(framesOf(a), framesOf(b));
  if (difference !== undefined) return difference;
  const isNowAndThen =
    (IS_NOW.test(openingOf(a)) && WAS_THEN.test(openingOf(b))) ||
    (WAS_THEN.test(openingOf(a)) && IS_NOW.test(openingOf(b)));
  if (isNowAndThen) return 'is against was';
  const tenses = new Set([tenseOf(a), tenseOf(b)]);
  return tenses.has('past') && tenses.has('future') ? 'past against future' : undefined;
}

const FRAMES = new Set('already yet used_to becoming'.split(' '));
const BE = new Set('is are was were be been being get gets'.split(' '));

function framesOf(facts: QuestionFacts): string[] {
  return facts.tokens.flatMap((token, index) => {
    // "Used to develop" after a form of "be" tells a purpose.
    const tellsPurpose = token.value === 'used_to' && BE.has(facts.tokens[index - 1]?.value ?? '');
    return FRAMES.has(token.value) && !tellsPurpose ? [`'${token.value.replace('_', ' ')}'`] : [];
  });
}

const IS_NOW = /^(?:who|what|where) (?:is|are)$/;
const WAS_THEN = /^(?:who|what|where) (?:was|were)$/;

function openingOf(facts: QuestionFacts): string {
  return facts.tokens
    .slice(0, 2)
    .map((token) => token.value)
    .join(' ');
}

function tenseOf(facts: QuestionFacts): 'past' | 'future' | undefined {
  const values = new Set(facts.tokens.map((token) => token.value));
  if (values.has('will') || values.has('going_to')) return 'future';
  return ['did', 'was', 'were', 'had'].some((word) => values.has(word)) ? 'past' : undefined;
}
