import type { QuestionFacts } from './question-facts.ts';

/** How much of a thing is meant: all, one, none, both, the first, the last, only this. */
export function compareQuantifiers(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const inA = quantifiersOf(a);
  const inB = quantifiersOf(b);
  const onlyA = [...inA].filter((word) => !inB.has(word));
  const onlyB = [...inB].filter((word) => !inA.has(word));
  const [first] = onlyA;
  const [second] = onlyB;
  if (first !== undefined && second !== undefined) return `'${first}' against '${second}'`;
  if (isOneOfAll(a, b) || isOneOfAll(b, a)) return "'all' on one side only";
  const lonely = [...onlyA, ...onlyB].find((word) => NEVER_FILLER.has(word));
  return lonely === undefined ? undefined : `'${lonely}' on one side only`;
}

const QUANTIFIERS = new Map(
  'all:all,every,each,everything,everyone,everybody,whole,entire one:single,one none:none,nobody both:both first:first second:second third:third last:last,final only:only,solely,exclusively half:half most:most least:least same:same,identical different:different'
    .split(' ')
    .flatMap((entry) => {
      const [name = '', words = ''] = entry.split(':');
      return words.split(',').map((word): [string, string] => [word, name]);
    }),
);

const NEVER_FILLER = new Set(['only', 'both', 'last', 'second', 'third', 'half']);

function quantifiersOf(facts: QuestionFacts): Set<string> {
  return new Set(
    facts.tokens.flatMap((token, index) => {
      // "30 s" are seconds, not the second of something.
      const isUnit = facts.tokens[index - 1]?.kind === 'number';
      return token.kind === 'word' && !isUnit ? (QUANTIFIERS.get(token.value) ?? []) : [];
    }),
  );
}

/** "Remove all properties" where the other side removes "a property". */
function isOneOfAll(a: QuestionFacts, b: QuestionFacts): boolean {
  const allOf = stemsAfter(a, /^(?:all|every|several|multiple)$/);
  const oneOf = stemsAfter(b, /^(?:an?|single)$/);
  return !quantifiersOf(b).has('all') && allOf.some((stem) => oneOf.includes(stem));
}

const REACH = 3;

function stemsAfter(facts: QuestionFacts, word: RegExp): string[] {
  return facts.tokens.flatMap((token, at) => {
    if (!word.test(token.value)) return [];
    return facts.content
      .filter(({ index }) => index > at && index <= at + REACH)
      .map((content) => content.stem);
  });
}
