import type { QuestionFacts } from '../contradictions/question-facts.ts';

/** What kind of answer a question wants; the same evidence is worth more in one class than in another. */
export const QUESTION_CLASSES = ['code', 'how-to', 'transactional', 'opinion', 'factual'] as const;
export type QuestionClass = (typeof QUESTION_CLASSES)[number];

const CODE =
  /[`{}<>]|\w\(\)|=>|::|\b(?:python|java|javascript|typescript|c\+\+|c#|rust|golang|php|ruby|swift|kotlin|sql|bash|powershell|regex|git|docker|kubernetes|kubectl|npm|pip|react|vue|angular|django|flask|pandas|numpy|css|html|json|yaml|api|function|array|string|exception|compile[rd]?|null|async|linux)\b/i;
const OPINION =
  /\b(?:best|better|worst|worth|recommend(?:ed|ation)?s?|should (?:i|we|one|you)|opinions?|favou?rite|prefer|good idea|pros and cons)\b/i;
const TRANSACTIONAL =
  /\b(?:orders?|refunds?|return|cancel|subscription|invoice|deliver(?:y|ed)|shipping|account|password|log ?in|sign ?in|bill|payment|pay|book(?:ing)?|upgrade|unsubscribe|voucher|coupon)\b/i;
const HOW_TO =
  /\bhow (?:do|does|can|could|should|would|to)\b|\bways? to\b|\bsteps?\b|\bset ?up\b|^(?:\w+ ){0,2}how\b/i;

/** The first class whose marks the question bears; factual where it bears none. */
export function classOf({ text, codeSpans }: QuestionFacts): QuestionClass {
  if (codeSpans.length > 0 || CODE.test(text)) return 'code';
  if (OPINION.test(text)) return 'opinion';
  if (TRANSACTIONAL.test(text)) return 'transactional';
  return HOW_TO.test(text) ? 'how-to' : 'factual';
}
