import type { ChatRequest, Conversation } from '../chat/chat-request.ts';

/** What the rules see of a request. Counts are of the question alone unless said otherwise. */
export interface Signals {
  words: number;
  /** Tokens of the whole request, estimated: four characters a token (English prose and code, within about 20 %). */
  promptTokens: number;
  asksForCode: boolean;
  asksToDebug: boolean;
  asksForProof: boolean;
  asksForMaths: boolean;
  /** Designs, trade-offs, migrations: many constraints at once. */
  asksForDesign: boolean;
  isSmallTalk: boolean;
  /** Questions and numbered steps in one message. */
  asks: number;
  hasImages: boolean;
  offersTools: boolean;
  wantsJson: boolean;
}

const CHARACTERS_PER_TOKEN = 4;

const CODE =
  /```|\b(?:code|function|class|method|script|regex|sql|query|python|javascript|typescript|java|rust|golang|c\+\+|c#|bash|react|django|kubernetes|docker|git|api|compile[rs]?|stack trace)\b|\w+\(\)|[{};]\s*$/im;
const DEBUG =
  /\b(?:debug|bug|error|exception|traceback|segfault|deadlock|race condition|memory leak|crash(?:es|ed)?|fails?|broken|not working|doesn't work|undefined is not)\b/i;
const PROOF =
  /\b(?:prove|proof|theorem|lemma|induction|derive|show that|contradiction|np-hard|complexity of|invariant|counterexample)\b/i;
const MATHS =
  /\b(?:integral|derivative|equation|solve for|probability|matrix|eigenvalue|modulo|how many ways|permutations?|expected value|optimi[sz]e)\b|[∑∫√≤≥]|\d\s*[\^*/]\s*\d/i;
const DESIGN =
  /\b(?:design|architect(?:ure)?|trade-?offs?|migrat(?:e|ion)|strategy|scal(?:e|able|ability)|refactor|multi-?tenant|consistency|requirements?|compare .+ and|step[- ]by[- ]step plan)\b/i;
const SMALL_TALK =
  /^(?:hi|hello|hey|thanks?|thank you|good (?:morning|evening|day)|how are you|ok(?:ay)?|bye|yes|no)\b/i;
const ASK = /\?|^\s*(?:\d+[.)]|[-*])\s+/gm;
const LONGEST_SMALL_TALK_WORDS = 8;

/** Cheap features of a request, by plain text work: well under a millisecond for a page of text. */
export function readSignals(request: ChatRequest, conversation: Conversation): Signals {
  const question = conversation.question ?? '';
  const words = question.split(/\s+/).filter(Boolean).length;
  return {
    words,
    promptTokens: Math.ceil(JSON.stringify(request.messages).length / CHARACTERS_PER_TOKEN),
    asksForCode: CODE.test(question),
    asksToDebug: DEBUG.test(question),
    asksForProof: PROOF.test(question),
    asksForMaths: MATHS.test(question),
    asksForDesign: DESIGN.test(question),
    isSmallTalk: words <= LONGEST_SMALL_TALK_WORDS && SMALL_TALK.test(question),
    asks: question.match(ASK)?.length ?? 0,
    hasImages: request.messages.some((message) => hasImagePart(message.content)),
    offersTools: Array.isArray(request.body.tools) && request.body.tools.length > 0,
    wantsJson: request.body.response_format !== undefined,
  };
}

function hasImagePart(content: unknown): boolean {
  if (!Array.isArray(content)) return false;
  return content.some((part: unknown) => typeof part === 'object' && part !== null && 'image_url' in part);
}
