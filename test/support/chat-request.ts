import type { ChatRequest } from '../../daemon/chat/chat-request.ts';
import { openAiChat } from '../../daemon/dialects/openai-chat.ts';

/** A chat request as the OpenAI dialect reads it; `body` adds or replaces fields. */
export function chatRequest(question: string, body: Record<string, unknown> = {}): ChatRequest {
  return openAiChat.readRequest({ model: 'auto', messages: [{ role: 'user', content: question }], ...body });
}
