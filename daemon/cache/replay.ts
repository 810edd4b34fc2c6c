import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';

/** Long enough to cost little, short enough that a page shows it flowing. */
const PIECE_CHARACTERS = 64;

/**
 * A stored answer as chunks: a single whole one, or pieces for a client that asked for a stream. The usage is what the
 * model counted when it wrote the answer.
 */
export async function* replay(entry: CacheEntry, { stream }: { stream: boolean }): AsyncGenerator<ChatChunk> {
  const { text, reasoning, finishReason, usage } = entry.answer;
  const usageField = usage && {
    usage: {
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      total_tokens: usage.promptTokens + usage.completionTokens,
    },
  };
  const thought = reasoning === '' ? {} : { reasoning_content: reasoning };
  if (!stream) {
    const delta = { role: 'assistant', content: text, ...thought };
    yield { choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }], ...usageField };
    return;
  }
  yield {
    choices: [{ index: 0, delta: { role: 'assistant', content: '', ...thought }, finish_reason: null }],
  };
  for (const piece of pieces(text)) {
    yield { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] };
  }
  yield { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] };
  if (usageField) yield { choices: [], ...usageField };
}

/** Cuts between words, never inside one, and so never inside a character. */
function pieces(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (const word of text.split(/(?<=\s)/)) {
    if (part.length + word.length > PIECE_CHARACTERS && part !== '') {
      parts.push(part);
      part = '';
    }
    part += word;
  }
  if (part !== '') parts.push(part);
  return parts;
}
