import { directionsOf, isSymmetric } from './directions.ts';
import type { QuestionFacts } from './question-facts.ts';
import { stem } from './words/stem.ts';
import type { Token } from './words/token.ts';

/** The same words in another order where order means something: A helps B, A is helped by B, what helps B. */
export function compareWordOrder(a: QuestionFacts, b: QuestionFacts): string | undefined {
  if (isSymmetric(a) || isSymmetric(b)) return undefined;
  return (
    exchangedWords(a, b) ??
    exchangedByPassive(a, b) ??
    exchangedByPassive(b, a) ??
    exchangedBySubject(a, b) ??
    exchangedBySubject(b, a)
  );
}

const ARTICLES = new Set('a an the my your our their his its this that'.split(' '));
const LONGEST_COMPARED = 200;

/** Equal words all through, but two of them changed places round words that stayed. */
function exchangedWords(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const tokensA = a.tokens.filter((token) => !ARTICLES.has(token.value));
  const tokensB = b.tokens.filter((token) => !ARTICLES.has(token.value));
  const wordsA = tokensA.map((token) => wordOf(token));
  const wordsB = tokensB.map((token) => wordOf(token));
  if (wordsA.length !== wordsB.length || wordsA.length > LONGEST_COMPARED) return undefined;
  if ([...wordsA].sort().join(' ') !== [...wordsB].sort().join(' ')) return undefined;
  let start = 0;
  while (start < wordsA.length && wordsA[start] === wordsB[start]) start += 1;
  if (start === wordsA.length) return undefined;
  let end = wordsA.length;
  while (end > start && wordsA[end - 1] === wordsB[end - 1]) end -= 1;
  const middleA = wordsA.slice(start, end);
  const middleB = wordsB.slice(start, end);
  const isInflectedAnew = countOtherForms(tokensA.slice(start, end), tokensB.slice(start, end)) >= 2;
  if ((isMoved(middleA, middleB) && !isInflectedAnew) || isJoinedTheOtherWay(middleA, middleB))
    return undefined;
  return `${textOf(tokensA, start, end)} against ${textOf(tokensB, start, end)}`;
}

function wordOf(token: Token): string {
  return token.kind === 'word' ? stem(token.value) : token.value;
}

/** "Release blocked batches", "block released batches": the words took each other's part. */
function countOtherForms(a: readonly Token[], b: readonly Token[]): number {
  const forms = new Set(b.map((token) => token.value));
  return a.filter((token) => !forms.has(token.value)).length;
}

/** A phrase that moved as a whole ("in Python, how do I ...") changes nothing. */
function isMoved(a: readonly string[], b: readonly string[]): boolean {
  const doubled = ` ${[...a, ...a].join(' ')} `;
  return doubled.includes(` ${b.join(' ')} `);
}

/** "A and B" is "B and A". */
function isJoinedTheOtherWay(a: readonly string[], b: readonly string[]): boolean {
  return a.some((word, at) => {
    if (!/^(?:and|or|vs|versus)$/.test(word)) return false;
    return [...a.slice(at + 1), word, ...a.slice(0, at)].join(' ') === b.join(' ');
  });
}

/** "Was A destroyed by B?" where the other side has A destroying B. */
function exchangedByPassive(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const agent = directionsOf(a).find((direction) => direction.marker === 'by');
  if (agent?.before === undefined || b.tokens.some((token) => token.value === 'by')) return undefined;
  const verb = b.content.findIndex((word) => word.stem === agent.before?.stem);
  const object = b.content.findIndex((word) => word.stem === agent.after.stem);
  const isPassive = a.tokens.some((token) =>
    /^(?:is|are|was|were|been|be|being|get|gets|got)$/.test(token.value),
  );
  if (!isPassive || verb < 1 || object !== verb + 1) return undefined;
  return `${agent.before.text} by ${agent.after.text} against ${b.content[verb]?.text ?? ''} ${agent.after.text}`;
}

/** "What eats koalas?" where the other side asks what koalas eat. */
function exchangedBySubject(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const [asks, auxiliary] = a.tokens;
  const verb = b.content.find((word) => word.index === 1);
  if (
    !isWhatOrWho(asks) ||
    !isWhatOrWho(b.tokens[0]) ||
    verb === undefined ||
    !/^(?:do|does|did)$/.test(auxiliary?.value ?? '')
  )
    return undefined;
  if (!a.content.some((word) => word.stem === verb.stem)) return undefined;
  return `${textOf(a.tokens, 0, 5)} against ${textOf(b.tokens, 0, 5)}`;
}

function isWhatOrWho(token: Token | undefined): boolean {
  return token?.value === 'what' || token?.value === 'who';
}

function textOf(tokens: readonly Token[], start: number, end: number): string {
  return tokens
    .slice(start, end)
    .map((token) => token.text)
    .join(' ');
}
