import { align } from '../contradictions/alignment.ts';
import { directionsOf } from '../contradictions/directions.ts';
import type { ContentWord, QuestionFacts } from '../contradictions/question-facts.ts';
import { isVersionAt } from '../contradictions/versions.ts';
import type { TokenKind } from '../contradictions/words/token.ts';
import type { Finding } from '../finding.ts';

/** What two questions have in common, for people: what is literal first, then names, order and the subject's words. */
export function agreementsOf(asked: QuestionFacts, stored: QuestionFacts): Finding[] {
  const pairs = align(asked, stored).pairs.toSorted(([one], [other]) => one.index - other.index);
  const names = pairs.filter(([one]) => one.isName);
  const words = pairs.filter(([one]) => !one.isName);
  return [
    ...said('the same version', shared(versionsOf(asked), versionsOf(stored))),
    ...said('the same number', shared(numbersOf(asked), numbersOf(stored))),
    ...said('the same id, address or file', shared(literalsOf(asked), literalsOf(stored))),
    ...said('the same quoted text', shared(quotedOf(asked), quotedOf(stored)).map(inQuotes)),
    ...said('the same name', names.map(wordOf)),
    ...said('the same order', shared(waysOf(asked), waysOf(stored))),
    ...said('shared words', words.map(wordOf), `${words.length} shared word${words.length === 1 ? '' : 's'}`),
  ];
}

const MOST_NAMED = 8;

function said(what: string, things: readonly string[], plain = what): Finding[] {
  if (things.length === 0) return [];
  const more = things.length > MOST_NAMED ? ', ...' : '';
  return [{ quoting: `${what}: ${things.slice(0, MOST_NAMED).join(', ')}${more}`, plain }];
}

function shared(a: readonly string[], b: readonly string[]): string[] {
  const inB = new Set(b.map((other) => other.toLowerCase()));
  return [...new Set(a.filter((one) => inB.has(one.toLowerCase())))];
}

function versionsOf({ tokens }: QuestionFacts): string[] {
  return tokens.filter((_, index) => isVersionAt(tokens, index)).map(({ value }) => value);
}

/** A number spelt out is often there for the grammar alone. */
function numbersOf({ tokens }: QuestionFacts): string[] {
  return tokens
    .filter(({ kind, text }, index) => NUMBERS.has(kind) && /\d/.test(text) && !isVersionAt(tokens, index))
    .map(({ value }) => value);
}

const NUMBERS = new Set<TokenKind>(['number', 'date', 'time']);
const LITERALS = new Set<TokenKind>(['code', 'address', 'file']);

function literalsOf(facts: QuestionFacts): string[] {
  const quoted = new Set(quotedOf(facts));
  return facts.tokens
    .filter(({ kind, text }) => LITERALS.has(kind) && !quoted.has(text))
    .map(({ text }) => text);
}

function quotedOf({ quotes, codeSpans }: QuestionFacts): string[] {
  return [...quotes, ...codeSpans];
}

function inQuotes(text: string): string {
  return text.length > 40 ? `"${text.slice(0, 39)}…"` : `"${text}"`;
}

/** "From Paris", "to Rome", "after lunch": what a directional word points at. */
function waysOf(facts: QuestionFacts): string[] {
  return directionsOf(facts).map(({ marker, after }) => `${marker.replace('_', ' ')} ${after.text}`);
}

/** One word, or both where the questions use two for one thing. */
function wordOf([one, other]: [ContentWord, ContentWord]): string {
  return one.stem === other.stem ? one.text : `${one.text} = ${other.text}`;
}
