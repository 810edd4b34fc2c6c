import { NAMES } from './names.ts';
import type { Token } from './token.ts';
import { unitOf } from './units.ts';

/** "$1,000" and "18%" become a number and the word of their unit. */
export function readNumber(text: string): Token[] {
  const digits = text.replace(/[^\d.]/g, '').replace(/\.$/, '');
  const symbol = /[$\u20ac\u00a3\u00a5\u20b9%]/.exec(text)?.[0];
  const number = numberToken(text, digits);
  const unit = symbol === undefined ? undefined : unitOf(symbol);
  return unit === undefined ? [number] : [number, wordToken(symbol ?? '', unit)];
}

/** A number with letters on it: "5k" (5000), "16gb" (16, gigabyte), "2nd"; undefined for anything else ("s3", "E0382"). */
export function readGluedNumber(text: string, isName: boolean): Token[] | undefined {
  if (WORDS_WITH_DIGITS.has(text.toLowerCase()) || NAMES.has(text.toLowerCase())) return undefined;
  const glued = /^(\d{1,15}(?:\.\d{1,12})?)(\p{L}{1,12})$/u.exec(text);
  const [, digits, letters] = glued ?? [];
  if (digits === undefined || letters === undefined)
    return /\d/.test(text) ? readNameWithNumber(text, isName) : undefined;
  const suffix = letters.toLowerCase();
  const multiplier = MULTIPLIERS.get(suffix);
  if (multiplier !== undefined) return [numberToken(text, String(Number(digits) * multiplier))];
  if (/^(?:st|nd|rd|th)$/.test(suffix))
    return [wordToken(text, ORDINALS[Number(digits) - 1] ?? `${digits}th`)];
  const unit = unitOf(suffix);
  if (unit !== undefined) return [numberToken(text, digits), wordToken(letters, unit)];
  return [{ kind: 'code', text, value: text.toLowerCase(), isName: false }];
}

/** "python3.12" is Python 3.12; any other mix of letters and digits is a code. */
function readNameWithNumber(text: string, isName: boolean): Token[] {
  const lower = text.toLowerCase();
  const [, name, digits] = NAME_WITH_NUMBER.exec(lower) ?? [];
  if (name === undefined || digits === undefined)
    return [{ kind: 'code', text, value: lower, isName: false }];
  return [{ kind: 'word', text, value: name, isName }, numberToken(text, digits)];
}

const NAME_WITH_NUMBER =
  /^(python|java|jdk|php|node|vue|react|angular|django|rails|ruby|go|swift|kotlin|scala|dotnet|ios|android|windows|macos|ubuntu|debian|postgres|postgresql|mysql|iphone|es|v)(\d{1,5}(?:\.\d{1,5}){0,4})$/;

/** Words for all that. */
const WORDS_WITH_DIGITS = new Set(['2fa', 'b2b', 'b2c', 'mp3', 'mp4', 'h264', 'i18n', 'l10n', 'a11y']);

const MULTIPLIERS = new Map([
  ['k', 1000],
  ['mio', 1_000_000],
  ['bn', 1_000_000_000],
]);

const ORDINALS = [
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/** Replaces numbers in words by digits ("two hundred" by 200, "5 million" by 5000000). "One" alone stays a word. */
export function readNumberWords(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (const token of tokens) {
    const last = result.at(-1);
    const grown = token.kind === 'word' ? grownNumber(last, token) : undefined;
    if (grown?.replacesLast === true) result.pop();
    result.push(grown?.number ?? token);
  }
  return result;
}

interface GrownNumber {
  number: Token;
  /** Whether the token before is part of the number. */
  replacesLast: boolean;
}

/** What a number word makes of itself and the token before: "twenty" "five", "two" "hundred", "a" "dozen". */
function grownNumber(last: Token | undefined, token: Token): GrownNumber | undefined {
  const scale = SCALES.get(token.value);
  if (scale !== undefined) {
    const count = last?.kind === 'number' ? Number(last.value) : 1;
    const isCounted = last?.kind === 'number' || /^(?:an?|one)$/.test(last?.value ?? '');
    return isCounted || token.value === 'dozen'
      ? { number: numberToken(token.text, String(count * scale)), replacesLast: isCounted }
      : undefined;
  }
  const value = NUMBER_WORDS.get(token.value);
  if (value === undefined) return undefined;
  const tens = last?.kind === 'number' && NUMBER_WORDS.has(last.text.toLowerCase()) ? Number(last.value) : 0;
  const endsTens = tens >= 20 && tens % 10 === 0 && value < 10;
  return { number: numberToken(token.text, String(endsTens ? tens + value : value)), replacesLast: endsTens };
}

const SCALES = new Map([
  ['dozen', 12],
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
  ['billion', 1_000_000_000],
]);

const NUMBER_WORDS = new Map(
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
    .split(' ')
    .map((word, index): [string, number] => [word, index + 2])
    .concat(
      'twenty thirty forty fifty sixty seventy eighty ninety'
        .split(' ')
        .map((word, index) => [word, (index + 2) * 10]),
    ),
);

function numberToken(text: string, digits: string): Token {
  return {
    kind: 'number',
    text,
    value: digits.replace(/^0+(?=\d)/, ''),
    isName: false,
  };
}

function wordToken(text: string, value: string): Token {
  return { kind: 'word', text, value, isName: false };
}
