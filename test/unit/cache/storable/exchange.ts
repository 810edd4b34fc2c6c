import type { Answer, AnswerChoice } from '../../../../daemon/chat/answer.ts';
import { readConversation, type ChatMessage } from '../../../../daemon/chat/chat-request.ts';
import type { Exchange } from '../../../../daemon/cache/storable/exchange.ts';

type Given = Partial<Exchange> & {
  text?: string;
  choice?: Partial<AnswerChoice>;
  body?: Record<string, unknown>;
  messages?: ChatMessage[];
};

/** An exchange that may be stored, but for what the test gives. */
export function exchange({
  text = 'Under Settings, then Security.',
  choice,
  body,
  messages,
  ...given
}: Given = {}): Exchange {
  const question = given.question ?? 'How do I reset my password?';
  const request = {
    model: 'auto',
    messages: messages ?? [{ role: 'user', content: question }],
    stream: false,
    maxTokens: undefined,
    body: { ...body },
  };
  const answer: Answer = {
    choices: [{ text, reasoning: '', finishReason: 'stop', hasMoreThanText: false, ...choice }],
    usage: undefined,
  };
  return {
    request,
    conversation: readConversation(request),
    question,
    answer,
    ...{ model: { simulated: false }, bound: undefined },
    ...given,
  };
}
