import type { UnsuitableReason } from './embedder.ts';
import { isInOtherLanguage } from './language.ts';
import type { ModelDescription } from './model-description.ts';

/** What the model makes of a text, and what it can take. */
export interface TokenizedText {
  text: string;
  /** With the model's own marks at both ends. */
  tokenIds: readonly number[];
  /** What the tokenizer writes for a word that it has no pieces for; undefined where it has pieces for all. */
  unknownTokenId: number | undefined;
}
export type SuitabilityLimits = Pick<
  ModelDescription,
  'windowTokens' | 'scripts' | 'languages' | 'keepsAccents'
>;

/**
 * Says why a text must not be embedded, or undefined where it may. Each reason stands for texts that mean different
 * things and would get nearly the same vector: such a text is looked up by its exact words only.
 */
export function unsuitableReason(
  { text, tokenIds, unknownTokenId }: TokenizedText,
  limits: SuitabilityLimits,
): UnsuitableReason | undefined {
  if (!/[\p{L}\p{N}]/u.test(text)) return 'empty';
  if (tokenIds.length > limits.windowTokens) return 'too-long';
  if (limits.scripts !== 'any' && hasForeignLetters(text, limits.scripts)) return 'unsupported-script';
  if (!limits.keepsAccents && hasTellingAccents(text)) return 'unsupported-script';
  if (limits.languages !== 'any' && isInOtherLanguage(text, limits.languages)) return 'language-not-covered';
  if (unknownTokenId !== undefined && hidesContent(text, tokenIds, unknownTokenId)) return 'unknown-tokens';
  if (isMostlySymbols(text)) return 'mostly-symbols';
  return undefined;
}

/** Whether a text cannot fit the window, without the work of tokenising it: English takes 4 to 5 characters a token. */
export function isSurelyTooLong(text: string, windowTokens: number): boolean {
  return text.length > windowTokens * 20;
}

/**
 * One foreign word is enough: the model spells it out letter by letter (or drops it), and it is likely what the
 * question is about. A lone Greek letter is a symbol of mathematics.
 */
function hasForeignLetters(text: string, scripts: readonly string[]): boolean {
  const known = ['Common', 'Inherited', ...scripts].map((script) => `\\p{Script=${script}}`).join('');
  const withoutSymbols = text.replace(/(?<!\p{Script=Greek})\p{Script=Greek}(?!\p{Script=Greek})/gu, '');
  return new RegExp(`(?![${known}])\\p{L}`, 'u').test(withoutSymbols);
}

/**
 * A lower-casing tokenizer drops accents: "für" becomes "fur", which German or French survives. Where accents tell
 * most words apart they do not: Vietnamese and Yoruba (hook, horn and dot below occur in nearly every sentence of
 * theirs), or pinyin (many accents).
 */
function hasTellingAccents(text: string): boolean {
  const letters = text.normalize('NFD');
  if (/\p{Script=Latin}\p{Mn}*[\u0309\u031b\u0323]/u.test(letters)) return true;
  const accents = letters.match(/\p{Script=Latin}\p{Mn}/gu)?.length ?? 0;
  return accents > 0.25 * (letters.match(/\p{L}/gu)?.length ?? 0);
}

const EDGE_EMOJI =
  /^[\p{Extended_Pictographic}]|[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]\s*$/u;
const ASKS_ABOUT_A_SIGN = /\b(?:mean|means|meaning|emoji|emojis|emoticon|smiley|symbol)\b/iu;

/** All unknown words look alike to the model. An emoji before or after the question is tone, not content. */
function hidesContent(text: string, tokenIds: readonly number[], unknownTokenId: number): boolean {
  const unknown = tokenIds.filter((id) => id === unknownTokenId).length;
  if (unknown === 0) return false;
  if (!EDGE_EMOJI.test(text.trim()) || ASKS_ABOUT_A_SIGN.test(text)) return true;
  const atEdges = [tokenIds[1], tokenIds.at(-2)].filter((id) => id === unknownTokenId).length;
  return unknown > atEdges;
}

/** Punctuation weighs little in a vector, so one regular expression or formula looks like the next. */
function isMostlySymbols(text: string): boolean {
  const visible = text.match(/\S/gu)?.length ?? 0;
  const written = text.match(/[\p{L}\p{N}\p{Extended_Pictographic}]/gu)?.length ?? 0;
  return written * 2 < visible;
}
