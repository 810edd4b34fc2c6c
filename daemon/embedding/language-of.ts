import { LANGUAGES } from './frequent-words.ts';
import { LEAST_EVIDENCE, latinLanguagesOf } from './language.ts';

/**
 * Languages that a script of their own tells, the first that fits. Where several share one it stands for the most written:
 * Bulgarian is taken for Russian, Persian for Arabic, Marathi for Hindi.
 */
const BY_SCRIPT: readonly (readonly [code: string, letters: RegExp])[] = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['zh', /\p{Script=Han}/u],
  ['uk', /[іїєґ]/iu],
  ['ru', /\p{Script=Cyrillic}/u],
  ['ar', /\p{Script=Arabic}/u],
  ['hi', /\p{Script=Devanagari}/u],
  ['el', /\p{Script=Greek}/u],
  ['he', /\p{Script=Hebrew}/u],
  ['th', /\p{Script=Thai}/u],
];

/** BCP 47 codes of the languages that can be told. */
export const LANGUAGE_CODES: readonly string[] = [
  ...new Set([...Object.keys(LANGUAGES), ...BY_SCRIPT.map(([code]) => code)]),
];

const CHARACTERS_READ = 1_000;
/** So many of the letters are of another script than Latin where the text is, and does not only quote. */
const LEAST_SHARE = 0.25;

/** BCP 47 code of the language that a text is likely in; undefined where nothing tells it: keywords, code, names. */
export function languageOf(text: string): string | undefined {
  const read = text.slice(0, CHARACTERS_READ);
  const letters = read.match(/\p{L}/gu)?.length ?? 0;
  const other = read.match(/(?!\p{Script=Latin})\p{L}/gu)?.join('') ?? '';
  if (letters > 0 && other.length >= LEAST_SHARE * letters) {
    return BY_SCRIPT.find(([, script]) => script.test(other))?.[0];
  }
  const [first, second] = latinLanguagesOf(text).sort((a, b) => b.score - a.score);
  if (!first || first.score < LEAST_EVIDENCE || first.score === second?.score) return undefined;
  return first.code;
}
