import type { ChatRequest } from '../../chat/chat-request.ts';

/** Whether any message holds a part that is not text: an image, a file, audio, video. */
export function hasMedia({ messages }: ChatRequest): boolean {
  return messages.some((message) => {
    if (hasEntries(message.images) || hasEntries(message.attachments)) return true;
    return Array.isArray(message.content) && message.content.some((part: unknown) => !isText(part));
  });
}

/** Ollama and some clients hang media beside the text. */
function hasEntries(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

const TEXT_PARTS = new Set(['text', 'input_text', 'output_text', 'refusal', 'thinking']);

function isText(part: unknown): boolean {
  if (typeof part === 'string') return true;
  return (
    typeof part === 'object' &&
    part !== null &&
    'type' in part &&
    typeof part.type === 'string' &&
    TEXT_PARTS.has(part.type)
  );
}
