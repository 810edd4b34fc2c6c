import { NAMES } from './words/names.ts';
import { joinPhrases } from './words/phrases.ts';
import { stem } from './words/stem.ts';
import { isStopWord } from './words/stop-words.ts';
import type { Token } from './words/token.ts';
import { tokenise } from './words/tokens.ts';
import { unitOf } from './words/units.ts';

/** A question read once, so that rules compare facts and not text. */
export interface QuestionFacts {
  text: string;
  tokens: readonly Token[];
  /** The words that carry the subject, in order. */
  content: readonly ContentWord[];
  /** What stands in code fences and backticks, and what in quotation marks. */
  codeSpans: readonly string[];
  quotes: readonly string[];
}

export interface ContentWord {
  text: string;
  value: string;
  stem: string;
  isName: boolean;
  /** Its place among the tokens. */
  index: number;
}

export function readQuestion(text: string): QuestionFacts {
  const tokens = joinPhrases(tokenise(text)).map((token) => withCommonName(token));
  return { text, tokens, content: contentOf(tokens), codeSpans: codeSpansOf(text), quotes: quotesOf(text) };
}

/** Other spellings of a name count as the name: "js" is javascript. */
function withCommonName(token: Token): Token {
  const known = token.kind === 'word' ? NAMES.get(token.value) : undefined;
  return known ? { ...token, value: known.name } : token;
}

function contentOf(tokens: readonly Token[]): ContentWord[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || !carriesSubject(token)) return [];
    // "5 minutes": the unit belongs to the number.
    if (tokens[index - 1]?.kind === 'number' && unitOf(token.value) !== undefined) return [];
    return [{ text: token.text, value: token.value, stem: stem(token.value), isName: token.isName, index }];
  });
}

/** A single capital is a name ("vitamin C"), but for the words "I" and "A". */
function carriesSubject(token: Token): boolean {
  return token.text.length === 1 ? /^[B-HJ-Z]$/.test(token.text) : !isStopWord(token.value);
}

function codeSpansOf(text: string): string[] {
  const fenced = Array.from(
    text.matchAll(/```[\w+#-]{0,30}\n?([^`]{1,20000})```/g),
    (match) => match[1] ?? '',
  );
  const inline = Array.from(text.matchAll(/(?<!`)`([^`\n]{1,300})`(?!`)/g), (match) => match[1] ?? '');
  return [...fenced, ...inline].map((span) => span.replace(/\s+/g, ' ').trim()).filter((span) => span !== '');
}

/** Apostrophes inside words are no quotation marks. */
function quotesOf(text: string): string[] {
  const quoted = text.matchAll(
    /"([^"\n]{1,200})"|\u201c([^\u201d\n]{1,200})\u201d|(?<![\w'])'([^'\n]{1,200})'(?!\w)/g,
  );
  return Array.from(quoted, (match) => (match[1] ?? match[2] ?? match[3] ?? '').trim().toLowerCase());
}
