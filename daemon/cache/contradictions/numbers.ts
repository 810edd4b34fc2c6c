import type { QuestionFacts } from './question-facts.ts';
import type { Token } from './words/token.ts';
import { unitOf } from './words/units.ts';

/** Numbers and their units: 5 against 10, 5 minutes against 5 hours, a number on one side only. */
export function compareNumbers(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const quantitiesA = quantitiesOf(a);
  const quantitiesB = quantitiesOf(b);
  const onlyA = quantitiesA.filter((one) => !quantitiesB.some((other) => other.value === one.value));
  const onlyB = quantitiesB.filter((one) => !quantitiesA.some((other) => other.value === one.value));
  for (const one of onlyA) {
    const other = onlyB.find((quantity) => areComparable(one, quantity));
    if (other) return `${one.text} against ${other.text}`;
  }
  const lonely = [...onlyA, ...onlyB].find((quantity) => !quantity.mayBeFiller);
  if (lonely) return `${lonely.text} on one side only`;
  return unitConflict(quantitiesA, quantitiesB);
}

interface Quantity {
  value: number;
  unit: string | undefined;
  text: string;
  /** "Two" in words is often there for the grammar ("merge two lists"), and so is the number one. */
  mayBeFiller: boolean;
}

function quantitiesOf(facts: QuestionFacts): Quantity[] {
  return facts.tokens.flatMap((token, index) => {
    if (token.kind !== 'number' || isVersion(token)) return [];
    const next = facts.tokens[index + 1];
    const unit = next?.kind === 'word' ? unitOf(next.value) : undefined;
    const value = Number(token.value);
    const mayBeFiller = value <= 1 || (value === 2 && /^two$/.test(token.text));
    const text = unit === undefined ? token.value : `${token.value} ${next?.text ?? unit}`;
    return [{ value, unit, text, mayBeFiller }];
  });
}

/** Six months and 100 millilitres say nothing against each other. */
function areComparable(one: Quantity, other: Quantity): boolean {
  return one.unit === other.unit || one.unit === undefined || other.unit === undefined;
}

function isVersion(token: Token): boolean {
  return /\..*\./.test(token.value);
}

function unitConflict(
  quantitiesA: readonly Quantity[],
  quantitiesB: readonly Quantity[],
): string | undefined {
  for (const one of quantitiesA) {
    const others = quantitiesB.filter((other) => other.value === one.value);
    const other = others[0];
    if (other !== undefined && others.every((candidate) => isOtherUnit(one.unit, candidate.unit)))
      return `${one.text} against ${other.text}`;
  }
  return undefined;
}

/** A unit may go without saying ("rotate by 45"), but for the percent sign. */
function isOtherUnit(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return one !== other && (one ?? other) === 'percent';
  return one !== other;
}
