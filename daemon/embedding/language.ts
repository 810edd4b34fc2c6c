import { LANGUAGES, WEAK_WORDS } from './frequent-words.ts';

/**
 * Whether a text in the Latin script is likely in a language that is not among these (BCP 47 codes). Frequent words tell
 * languages apart in a line or two, where statistics of letters guess: "docker compose logs" and "git rebase" read as
 * French or Dutch to them. A text without any such word counts as covered: keywords, code, names.
 */
export function isInOtherLanguage(text: string, covered: readonly string[]): boolean {
  let [inside, outside] = [0, 0];
  for (const { code, score } of latinLanguagesOf(text)) {
    if (covered.includes(code)) inside = Math.max(inside, score);
    else outside = Math.max(outside, score);
  }
  return outside >= LEAST_EVIDENCE && outside > inside;
}

/** What speaks for each language in a text of the Latin script: about one for each frequent word of it. */
export function latinLanguagesOf(text: string): { code: string; score: number }[] {
  const words = wordsOf(text);
  return KNOWN.map(({ code, words: frequent, letters }) => ({
    code,
    score: scoreOf(words, frequent, letters),
  }));
}

const WEAK = 0.5;
const ACCENTED = 0.75;
/** One weak word is no evidence yet; one letter that the covered languages do not have is, where nothing speaks for them. */
export const LEAST_EVIDENCE = ACCENTED;
const CHARACTERS_READ = 1_000;
const CODE_OR_QUOTE = /```[\s\S]*?(?:```|$)|`[^`]*`|["“«][^"”»]*["”»]|\bhttps?:\S+|\S*[_/\\=<>(){}[\]]\S*/g;

const KNOWN = Object.entries(LANGUAGES).map(([code, { letters, words }]) => ({
  code,
  words: new Set(words.split(/\s+/).filter(Boolean)),
  letters: new Set(letters),
}));

function wordsOf(text: string): string[] {
  const prose = text.slice(0, CHARACTERS_READ).normalize('NFC').toLowerCase().replace(CODE_OR_QUOTE, ' ');
  return (
    prose
      .replaceAll('’', "'")
      .match(/(?<![\p{L}\p{M}\p{N}])[\p{L}\p{M}]+(?:'\p{L}+)?(?![\p{L}\p{M}\p{N}])|[¿¡]/gu) ?? []
  );
}

function scoreOf(
  words: readonly string[],
  frequent: ReadonlySet<string>,
  letters: ReadonlySet<string>,
): number {
  return words.reduce((score, word) => {
    const isFrequent = frequent.has(word) || frequent.has(word.replace(/'.*/, ''));
    if (isFrequent) return score + (word.length === 1 || WEAK_WORDS.has(word) ? WEAK : 1);
    return Array.from(word).some((letter) => letters.has(letter)) ? score + ACCENTED : score;
  }, 0);
}
