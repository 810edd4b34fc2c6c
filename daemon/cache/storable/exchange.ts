import type { Answer } from '../../chat/answer.ts';
import type { ChatRequest, Conversation } from '../../chat/chat-request.ts';
import type { BoundKind } from './bound-kind.ts';

/** A question with its answer, as far as it matters to whether it may be stored. */
export interface Exchange {
  request: ChatRequest;
  conversation: Conversation;
  /** The last user message, normalised. */
  question: string;
  answer: Answer;
  /** Practice models make their answers up. */
  model: { simulated: boolean };
  /** Whether answers of practice models are kept all the same: in the demo only. */
  keepsSimulated?: boolean;
  /** What the client asked of the cache. */
  controls?: { noStore: boolean };
  /** What the right answer depends on besides the question; undefined: on nothing. */
  bound: BoundKind | undefined;
}

/** All that the answer says, choice by choice. */
export function answerText(answer: Answer): string {
  return answer.choices.map((choice) => choice.text).join('\n');
}
