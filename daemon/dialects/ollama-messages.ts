import type { ChatMessage } from '../chat/chat-request.ts';
import { badField } from './read-body.ts';

interface OllamaMessage {
  role: string;
  content?: string | null | undefined;
  /** Base64, without a media type. */
  images?: string[] | null | undefined;
  tool_calls?: OllamaToolCall[] | null | undefined;
  tool_call_id?: string | null | undefined;
}

interface OllamaToolCall {
  id?: string | null | undefined;
  function: { name: string; arguments: unknown };
}

/**
 * Ollama's messages as OpenAI's. Its tool calls need no ids, OpenAI's do: they are numbered, and results take them in
 * the order of the calls. @throws DaemonError 400 for a result without a call.
 */
export function readOllamaMessages(messages: readonly OllamaMessage[]): ChatMessage[] {
  const waiting: string[] = [];
  let calls = 0;
  const toolCall = ({ id, function: called }: OllamaToolCall): object => {
    const callId = id ?? `call_${calls}`;
    calls += 1;
    waiting.push(callId);
    const { name, arguments: input } = called;
    const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
    return { id: callId, type: 'function', function: { name, arguments: text } };
  };
  return messages.map((message, position) => {
    const { role } = message;
    if (role === 'tool') {
      const id = takeCall(waiting, message.tool_call_id ?? undefined);
      if (id === undefined)
        throw badField(`messages.${position}`, 'a tool result needs a tool call before it');
      return { role, tool_call_id: id, content: message.content ?? '' };
    }
    const toolCalls = (message.tool_calls ?? []).map(toolCall);
    return { role, content: contentOf(message), ...(toolCalls.length > 0 && { tool_calls: toolCalls }) };
  });
}

/** The call that a result names, or the oldest without one. */
function takeCall(waiting: string[], named: string | undefined): string | undefined {
  const position = named === undefined ? 0 : waiting.indexOf(named);
  return position < 0 ? undefined : waiting.splice(position, 1)[0];
}

function contentOf({ content, images }: OllamaMessage): unknown {
  const text = content ?? '';
  if (!images?.length) return text;
  return [
    { type: 'text', text },
    ...images.map((image) => ({
      type: 'image_url',
      image_url: { url: `data:${mediaType(image)};base64,${image}` },
    })),
  ];
}

/** By the first bytes, in base64. */
function mediaType(base64: string): string {
  if (base64.startsWith('/9j/')) return 'image/jpeg';
  if (base64.startsWith('R0lGOD')) return 'image/gif';
  return base64.startsWith('UklGR') ? 'image/webp' : 'image/png';
}
