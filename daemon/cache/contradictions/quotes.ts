import type { QuestionFacts } from './question-facts.ts';

/** Code in backticks or fences, and quoted text: what is quoted must be in the other question too, quoted or not. */
export function compareQuotes(a: QuestionFacts, b: QuestionFacts): string | undefined {
  return missing(a.codeSpans, b, 'code') ?? missing(b.codeSpans, a, 'code') ?? replacedQuote(a, b);
}

function missing(spans: readonly string[], other: QuestionFacts, what: string): string | undefined {
  const text = squeeze(other.text);
  const span = spans.find((candidate) => !text.includes(squeeze(candidate)));
  return span === undefined ? undefined : `${what} "${shorten(span)}" on one side only`;
}

/** A quotation may be there for emphasis alone, so one that the other side lacks counts only where that quotes something else. */
function replacedQuote(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const onlyA = a.quotes.find((quote) => !squeeze(b.text).includes(squeeze(quote)));
  const onlyB = b.quotes.find((quote) => !squeeze(a.text).includes(squeeze(quote)));
  return onlyA === undefined || onlyB === undefined
    ? undefined
    : `"${shorten(onlyA)}" against "${shorten(onlyB)}"`;
}

function squeeze(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}\u2026` : text;
}
