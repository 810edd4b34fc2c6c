import { compareAddedWords } from './added-words.ts';
import { compareAddresses } from './addresses.ts';
import { compareDates } from './dates.ts';
import { compareDirections } from './directions.ts';
import { compareFiles } from './files.ts';
import { compareIdentifiers } from './identifiers.ts';
import { compareIntent } from './intent.ts';
import { compareNamedThings } from './named-things.ts';
import { compareNegation } from './negation.ts';
import { compareNumbers } from './numbers.ts';
import { compareOpposites } from './opposites.ts';
import { compareParticipants } from './participants.ts';
import { compareQuantifiers } from './quantifiers.ts';
import type { QuestionFacts } from './question-facts.ts';
import { compareQuotes } from './quotes.ts';
import { compareReplacedWords } from './replaced-words.ts';
import { compareTimeFrame } from './time-frame.ts';
import { compareVersions } from './versions.ts';
import { compareWordOrder } from './word-order.ts';

/** Says in words how two questions contradict each other; undefined where it sees nothing against one answer for both. */
export type ContradictionRule = (a: QuestionFacts, b: QuestionFacts) => string | undefined;

/**
 * What must be equal to the letter where both questions name it: 3.11 against 3.12 is another question, whatever the
 * rest says. Where one side alone names it ("for 4 people"), it may be background.
 */
export const LITERAL_RULES: Readonly<Record<string, ContradictionRule>> = {
  versions: compareVersions,
  numbers: compareNumbers,
  dates: compareDates,
  identifiers: compareIdentifiers,
  addresses: compareAddresses,
  files: compareFiles,
  quotes: compareQuotes,
};

/** What speaks against one answer for both without settling it ("not rich" may be "poor"): evidence beside others. */
const MEANING_RULES: Readonly<Record<string, ContradictionRule>> = {
  negation: compareNegation,
  opposites: compareOpposites,
  directions: compareDirections,
  'word-order': compareWordOrder,
  'named-things': compareNamedThings,
  participants: compareParticipants,
  quantifiers: compareQuantifiers,
  intent: compareIntent,
  'time-frame': compareTimeFrame,
  'replaced-words': compareReplacedWords,
  'added-words': compareAddedWords,
};

/** Every rule by the name of its family. A rule alone decides nothing of its neighbours: their order does not matter. */
export const CONTRADICTION_RULES: Readonly<Record<string, ContradictionRule>> = {
  ...LITERAL_RULES,
  ...MEANING_RULES,
};

/** All contradictions between two questions, in words. */
export function findContradictions(a: QuestionFacts, b: QuestionFacts): string[] {
  return Object.values(CONTRADICTION_RULES).flatMap((rule) => rule(a, b) ?? []);
}
