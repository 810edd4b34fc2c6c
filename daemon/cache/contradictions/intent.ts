import type { QuestionFacts } from './question-facts.ts';

/** What kind of answer is asked for: a reason, a way, a time, a place, a person, an amount, yes or no. */
export function compareIntent(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const textA = wordsOf(a);
  const textB = wordsOf(b);
  const intentsA = intentsOf(textA);
  const intentsB = intentsOf(textB);
  if (intentsA.includes('why') !== intentsB.includes('why')) return "'why' on one side only";
  if (intentsA.length > 0 && intentsB.length > 0 && !intentsA.some((intent) => intentsB.includes(intent))) {
    return `asks ${intentsA.join(' and ')} against ${intentsB.join(' and ')}`;
  }
  if (isWhatAgainst(textA, intentsA, intentsB) || isWhatAgainst(textB, intentsB, intentsA)) {
    return `asks what against ${[...intentsA, ...intentsB].join(' and ')}`;
  }
  const isDutyAndLeave = (MUST.test(textA) && MAY.test(textB)) || (MAY.test(textA) && MUST.test(textB));
  return isDutyAndLeave ? "'must' against 'can'" : undefined;
}

/** Matched against the question's words joined by blanks. "What" is left open, since it may ask for anything. */
const INTENTS: [string, RegExp][] = [
  ['how many', /\bhow many\b|\bnumber of\b|\bcount of\b/],
  [
    'how much',
    /\bhow (?:much|expensive)\b|\b(?:price|cost|fee|charge)s? (?:of|for)\b|\bwhat (?:is |does |do )?(?:the |an? |it )?(?:\w+ ){0,3}costs?\b/,
  ],
  ['how long', /\bhow (?:long|quick|quickly|fast|soon|much time)\b|\bduration\b/],
  ['how often', /\bhow (?:often|frequently)\b/],
  ['how far', /\bhow far\b|\bdistance\b/],
  ['how old', /\bhow old\b|\bwhat age\b/],
  // "... and why?" at the end asks for the grounds of the answer, not for another answer.
  [
    'why',
    /\bwhy\b(?!$)|\bhow_come\b|\bcauses?\b|\breasons? (?:for|why|behind|of)\b|^reasons?\b|(?<!\ba )\breasons?$/,
  ],
  [
    'when',
    /\bwhen (?:is|are|was|were|do|does|did|will|can|should|must|would)\b|\b(?:what|which) (?:is |are |was )?(?:the |our |my |your )?(?:\w+ ){0,2}(?:date|day|time|year|deadline)\b|\bat what age\b/,
  ],
  // "Where can I change it?" asks for the way to do it.
  [
    'how',
    /^how (?:do|does|did|can|could|should|would|is|are|was|were)\b|^(?:\w+ ){0,4}(?:how|where) (?:do|does|did|can|could|should|would|to|is|are) (?:i|we|you|one|a|an)\b|\bhow (?:to|i|we|you|one)\b|\bways? (?:to|of)\b|\bhow$/,
  ],
  ['where', /\bwhere (?:is|are|was|were|does|did|has|have|will)\b|\b(?:what|which) (?:place|location)\b/],
  ['who', /\bwho\b|\bwhom\b|\bwhose\b|^which (?:people|person|customer|employee|user)s?\b/],
  [
    'for a difference',
    /\bdifferen(?:ce|t|ces|tiate)\b|\bdiffers?\b|\b(?:vs|versus)\b|\bcompar(?:e|ed|es|ison)\b|\bdistinction\b|\bdistinguish(?:es)?\b/,
  ],
  [
    'whether',
    /^(?:is|are|was|were|does|did|has|have|will|can|could|may|must|should|do) (?!there |it possible|you\b)|\b(?:do|does) (?:i|we|you|they) must\b/,
  ],
];

const MUST = /^must |^(?:do|does) (?:\w+ ){1,3}must\b|\bmust (?:a|an|the|i|we) /;
const MAY = /^(?:can|could|may) |\bmay (?:a|an|the|i|we) /;

/** "What" and "which" may ask for a way or an amount, but hardly for one of these. */
const WHAT = /^(?:what|which) /;
const NEVER_WHAT = new Set(['when', 'where', 'who', 'how long', 'how often', 'how far']);

function isWhatAgainst(text: string, intents: readonly string[], others: readonly string[]): boolean {
  return intents.length === 0 && WHAT.test(text) && others.some((intent) => NEVER_WHAT.has(intent));
}

/** Beyond these words a text is a story, and the question in it is not found by its first words. */
const WORDS_READ = 400;

function wordsOf(facts: QuestionFacts): string {
  return facts.tokens
    .slice(0, WORDS_READ)
    .map((token) => token.value)
    .join(' ');
}

function intentsOf(text: string): string[] {
  return INTENTS.filter(([, pattern]) => pattern.test(text)).map(([intent]) => intent);
}
