import { isOneSided } from './set-difference.ts';

/** What each rule sees, without a word of the questions; and how that is said where one side alone has it. */
const PLAIN_WORDS: Readonly<Record<string, [differs: string, oneSided?: string]>> = {
  versions: ['another version', 'a version on one side only'],
  numbers: ['another number', 'a number on one side only'],
  dates: ['another date or time', 'a date or time on one side only'],
  identifiers: ['another id, code or operator', 'an id, code or operator on one side only'],
  addresses: ['another address', 'an address on one side only'],
  files: ['another file', 'a file on one side only'],
  quotes: ['other quoted text or code', 'code on one side only'],
  negation: ['a word against its negation', 'a negation on one side only'],
  opposites: ['opposite words'],
  directions: ['the other direction'],
  'word-order': ['the same words in another order'],
  'named-things': ['another name', 'a name on one side only'],
  participants: ['another person'],
  quantifiers: ['another quantity', 'a quantity on one side only'],
  intent: ['another kind of question', 'a kind of question on one side only'],
  'time-frame': ['another time frame', 'a time frame on one side only'],
  'replaced-words': ['another word in the same place'],
  'added-words': ['a word on one side only'],
};

/** What a rule saw, without repeating a word of the questions. */
export function withoutWords(rule: string, contradiction: string): string {
  const [differs, oneSided] = PLAIN_WORDS[rule] ?? ['a difference'];
  return (isOneSided(contradiction) ? oneSided : undefined) ?? differs;
}
