import type { QuestionFacts } from './question-facts.ts';
import { differenceOf, isOneSided } from './set-difference.ts';
import type { Token } from './words/token.ts';

/** Dates and times: years, months, weekdays, quarters, clock times, and days named from today. */
export function compareDates(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const [inA, inB] = [momentsOf(a), momentsOf(b)];
  // A weekend and a Friday may be the same days: of two kinds, neither is against the other.
  const kinds = new Set([...inA, ...inB].map(kindOf));
  const differences = [...kinds].flatMap((kind) => {
    const isOfKind = (moment: string): boolean => kindOf(moment) === kind;
    return differenceOf(inA.filter(isOfKind), inB.filter(isOfKind)) ?? [];
  });
  return differences.find((difference) => !isOneSided(difference)) ?? differences[0];
}

function momentsOf(facts: QuestionFacts): string[] {
  return facts.tokens.flatMap((token, index) =>
    momentsAt(token, facts.tokens[index - 1], facts.tokens[index + 1]),
  );
}

function momentsAt(token: Token, before: Token | undefined, after: Token | undefined): string[] {
  if (token.kind === 'date' || token.kind === 'time') return [token.value];
  if (token.kind === 'code') return /^q[1-4]$/.test(token.value) ? [token.value] : [];
  if (token.kind !== 'word') return [];
  const month = MONTHS.get(token.value);
  // "May" and "march" are verbs too.
  if (
    month !== undefined &&
    (!/^(?:may|march|mar|dec|sun|sat)$/.test(token.value) || token.isName || after?.kind === 'number')
  )
    return [month];
  const weekday = WEEKDAYS.get(token.value);
  if (weekday !== undefined) return [weekday];
  if (NAMED_DAYS.has(token.value)) return [token.value];
  const period = PERIODS.has(token.value) && before !== undefined && RELATIONS.has(before.value);
  return period ? [`${RELATIONS.get(before.value) ?? ''} ${token.value}`] : [];
}

function kindOf(moment: string): string {
  if (WEEKDAYS.has(moment)) return 'weekday';
  if (MONTHS.has(moment)) return 'month';
  if (NAMED_DAYS.has(moment)) return 'named day';
  return moment.replace(/^(?:this|next|last) /, '').replace(/\d+/g, '0');
}

const NAMED_DAYS = new Set(
  'yesterday tomorrow tonight christmas easter thanksgiving weekend spring summer autumn winter morning evening midnight noon'.split(
    ' ',
  ),
);
const PERIODS = new Set('week month year quarter semester night season'.split(' '));
const RELATIONS = new Map([
  ['this', 'this'],
  ['current', 'this'],
  ['next', 'next'],
  ['coming', 'next'],
  ['following', 'next'],
  ['last', 'last'],
  ['previous', 'last'],
  ['past', 'last'],
]);

const MONTHS = namedTimes(
  'january:jan february:feb march:mar april:apr may june:jun july:jul august:aug september:sep,sept october:oct november:nov december:dec',
);
const WEEKDAYS = namedTimes(
  'monday:mondays tuesday:tuesdays wednesday:wednesdays thursday:thursdays friday:fridays saturday:saturdays sunday:sundays',
);

function namedTimes(list: string): Map<string, string> {
  return new Map(
    list.split(' ').flatMap((entry) => {
      const [name = '', others = ''] = entry.split(':');
      return [name, ...others.split(',')]
        .filter((word) => word !== '')
        .map((word): [string, string] => [word, name]);
    }),
  );
}
