import type { ContentWord, QuestionFacts } from './question-facts.ts';

/** What directional words point at: from Paris against to Paris, String to int against int to String. */
export function compareDirections(a: QuestionFacts, b: QuestionFacts): string | undefined {
  if (isSymmetric(a) || isSymmetric(b)) return undefined;
  return exchangedSides(a, b) ?? turnedDirection(a, b);
}

const SYMMETRIC = new Set(
  'related close married similar equal equivalent identical compared connected linked far distance different differ difference relationship compare friends between'.split(
    ' ',
  ),
);

/** "Is A related to B?" asks the same as "Is B related to A?". */
export function isSymmetric(facts: QuestionFacts): boolean {
  return facts.tokens.some((token) => SYMMETRIC.has(token.value));
}

/** "From the US" where the other side has "to the US", and neither has both. */
function turnedDirection(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const inA = directionsOf(a);
  const inB = directionsOf(b);
  const onlyA = inA.filter((one) => !inB.some((other) => pointsAlike(one, other)));
  const onlyB = inB.filter((one) => !inA.some((other) => pointsAlike(one, other)));
  for (const one of onlyA) {
    const turned = onlyB.find(
      (other) => other.after.stem === one.after.stem && areOpposite(one.marker, other.marker),
    );
    if (turned) return `${one.marker} ${one.after.text} against ${turned.marker} ${turned.after.text}`;
  }
  return undefined;
}

function pointsAlike(one: Direction, other: Direction): boolean {
  return one.marker === other.marker && one.after.stem === other.after.stem;
}

/** "String to int" against "int to String". */
function exchangedSides(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const inB = directionsOf(b);
  for (const one of directionsOf(a)) {
    // "Side by side" is the same the other way round.
    if (one.before?.stem === one.after.stem) continue;
    const other = inB.find(
      (candidate) =>
        candidate.marker === one.marker &&
        candidate.before?.stem === one.after.stem &&
        candidate.after.stem === one.before?.stem,
    );
    if (other) return `${wayOf(one, directionsOf(a))} against ${wayOf(other, inB)}`;
  }
  return undefined;
}

/** "From Paris to Rome", where a directional word stands before what it leads away from, too. */
function wayOf({ before, marker, after }: Direction, all: readonly Direction[]): string {
  const start = all.find((direction) => direction.after === before);
  return [start?.marker, before?.text, marker, after.text]
    .flatMap((word) => word?.replace('_', ' ') ?? [])
    .join(' ');
}

/** A directional word with the content words right before and after it. */
export interface Direction {
  marker: string;
  before: ContentWord | undefined;
  after: ContentWord;
}

const MARKERS = new Set(
  'from to into onto before after than instead_of by over under with without'.split(' '),
);
const OPPOSITE_MARKERS: readonly (readonly [string, string])[] = [
  ['from', 'to'],
  ['from', 'into'],
  ['over', 'under'],
  ['by', 'to'],
  ['with', 'without'],
  ['before', 'after'],
];

function areOpposite(one: string, other: string): boolean {
  return OPPOSITE_MARKERS.some(
    ([left, right]) => (left === one && right === other) || (left === other && right === one),
  );
}

const DETERMINERS = new Set(
  'the a an my your our their his her its this that these those one another'.split(' '),
);

export function directionsOf(facts: QuestionFacts): Direction[] {
  const contentAt = new Map(facts.content.map((word) => [word.index, word]));
  return facts.tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || !MARKERS.has(token.value)) return [];
    const head = DETERMINERS.has(facts.tokens[index + 1]?.value ?? '') ? index + 2 : index + 1;
    const after = contentAt.get(head);
    const before = facts.content.findLast((word) => word.index < index && word.index >= index - 2);
    return after ? [{ marker: token.value, before, after }] : [];
  });
}
