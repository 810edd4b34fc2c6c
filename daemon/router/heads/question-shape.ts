import { CUES } from './question-cues.ts';

/** Steps of the lengths, in characters and words: each is a feature of its own, so that no curve need be assumed. */
const CHARACTER_STEPS = [20, 40, 70, 110, 170, 260, 400, 700, 1_200, 2_500];
const WORD_STEPS = [3, 5, 8, 12, 18, 26, 40, 70, 150];
const NUMBER_STEPS = [1, 2, 4, 8];
const CLAUSE_STEPS = [1, 2, 4, 7];
const SENTENCE_STEPS = [1, 2, 3, 5, 8];
/** In letters; a subject for specialists has longer words. */
const MEAN_WORD_STEPS = [3.8, 4.3, 4.8, 5.4, 6.2];
const LONGEST_WORD_STEPS = [8, 10, 12, 14];

/** What a question looks like: mathematics, code, its first word, what it wants done. */
const MARKS: readonly RegExp[] = [
  /\\[a-z]+|\$[^$\n]+\$/i,
  /[=<>^∑∫√≤≥]/,
  /\d\s*[-+*/^]\s*\d/,
  /```|\b(?:def|return|import|const|select|function)\b|\w\(\)|[{};]\s*$/im,
  /\b\w+(?:Error|Exception)\b|\b(?:error|exception|traceback|segfault|crash(?:es|ed)?)\b/i,
  /\b(?:log|logs|trace|config(?:uration)?|code|text|transcript|data|clauses?|report) (?:is |are )?(?:below|attached|follows?)\b|\b(?:below|attached)\b/i,
  /\b\d{2,}[- ](?:pages?|words|lines|messages|files|tickets|documents?|employees|users|stores)\b/i,
  /^\s*(?:what|which|who|whom|where|when|is|are|do|does|can|did)\b/i,
  /^\s*(?:how many|how much|how long|how old|how far|how tall)\b/i,
  /^\s*(?:how|why)\b/i,
  /^\s*(?:what'?s|what is|define|meaning of|name|who)\b/i,
  /^\s*(?:write|draft|create|make|generate|compose|build|implement)\b/i,
  /^\s*(?:explain|describe|compare|discuss|summari[sz]e|list)\b/i,
  /^\s*(?:find|calculate|determine|compute|evaluate|solve|derive|show|prove)\b/i,
  /^\s*(?:a|an|the|in|if|for|consider|suppose|let|given|two|three)\b/i,
  /^\s*(?:hi|hello|hey|thanks?|thank you|ok(?:ay)?|bye|yes|no|good (?:morning|evening|night))\b/i,
  /^\s*[a-z]/,
  /\?\s*$/,
  /\?.*\?/s,
  /\b(?:prove|proof|theorem|lemma|show that|induction|counterexample|derive|justify)\b/i,
  /\b(?:step by step|each step|reason(?:ing)?|deduce|puzzle|exactly one|is it possible)\b/i,
  /\b(?:trade-?offs?|pros and cons|risks?|compare|recommend|strategy|architecture|roadmap|migrat\w+|rollback|stakeholders?)\b/i,
  /\b(?:design|plan|review|analy[sz]e|assess|evaluate|critical(?:ly)?)\b/i,
  /\b(?:minimum|maximum|optimal|optimi[sz]e|shortest|fewest|probability|expected)\b/i,
  /\b(?:write|implement)\b.*\b(?:function|program|script|query|class)\b/is,
  /\b(?:i|my|we|our|me|us)\b/i,
  /\b(?:explain|with (?:an )?examples?|difference between)\b/i,
  /\b(?:race|deadlock|leak|concurren\w+|intermittent\w*|p9\d|throughput|distributed|latency)\b/i,
  /\b(?:assume|assuming|given that|suppose|neglect)\b/i,
  /\b(?:not|except|least|never|cannot|without)\b/i,
  /_{2,}/,
  /\boptions?\b|^\s*\(?[A-D][).]\s/im,
  /\n/,
  /\n.*\n.*\n/s,
];

/** How many numbers `shapeOf` returns. */
export const SHAPE_SIZE =
  1 +
  CHARACTER_STEPS.length +
  WORD_STEPS.length +
  NUMBER_STEPS.length +
  CLAUSE_STEPS.length +
  SENTENCE_STEPS.length +
  MEAN_WORD_STEPS.length +
  LONGEST_WORD_STEPS.length +
  MARKS.length +
  CUES.length;

/** `characters` is the length of the whole question, where `text` is its beginning. */
export function shapeOf(text: string, characters: number): number[] {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const words = Array.from(text.matchAll(/[\p{L}\p{M}]+/gu), ([word]) => word.length);
  const letters = words.reduce((sum, length) => sum + length, 0);
  return [
    lengthOf(characters),
    ...stepsOf(characters, CHARACTER_STEPS),
    ...stepsOf(count(/\S+/g), WORD_STEPS),
    ...stepsOf(count(/\d+(?:[.,]\d+)*/g), NUMBER_STEPS),
    ...stepsOf(count(/[,;:]/g), CLAUSE_STEPS),
    ...stepsOf(count(/[.!?](?:\s|$)/g), SENTENCE_STEPS),
    ...stepsOf(letters / (words.length || 1), MEAN_WORD_STEPS),
    ...stepsOf(Math.max(0, ...words), LONGEST_WORD_STEPS),
    ...[...MARKS, ...CUES].map((mark) => (mark.test(text) ? 1 : 0)),
  ];
}

/** The logarithm of a length in characters, about 0 for a line or two and between -3 and 3. */
export function lengthOf(characters: number): number {
  return Math.log((1 + characters) / 120);
}

function stepsOf(value: number, steps: readonly number[]): number[] {
  return steps.map((step) => (value >= step ? 1 : 0));
}
