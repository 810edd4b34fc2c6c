import type { CacheEntry, StoredAnswer } from '../chat/cache-entry.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';

/**
 * A stored answer as chunks: a single whole one, or pieces for a client that asked for a stream. The usage is what the
 * model counted when it wrote the answer.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- an answer is read asynchronously wherever it comes from
export async function* replay(
  { answer }: CacheEntry,
  { stream }: { stream: boolean },
): AsyncGenerator<ChatChunk> {
  if (stream) yield* inPieces(answer);
  else yield whole(answer);
}

function whole(answer: StoredAnswer): ChatChunk {
  const delta = { role: 'assistant', content: answer.text, ...reasoningOf(answer) };
  return {
    choices: [{ index: 0, delta, finish_reason: answer.finishReason, logprobs: null }],
    ...usageOf(answer),
  };
}

function* inPieces(answer: StoredAnswer): Generator<ChatChunk> {
  yield {
    choices: [
      { index: 0, delta: { role: 'assistant', content: '', ...reasoningOf(answer) }, finish_reason: null },
    ],
  };
  for (const piece of pieces(answer.text)) {
    yield { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] };
  }
  yield { choices: [{ index: 0, delta: {}, finish_reason: answer.finishReason }] };
  if (answer.usage) yield { choices: [], ...usageOf(answer) };
}

function reasoningOf({ reasoning }: StoredAnswer): { reasoning_content?: string } {
  return reasoning === '' ? {} : { reasoning_content: reasoning };
}

function usageOf({ usage }: StoredAnswer): Pick<ChatChunk, 'usage'> {
  if (!usage) return {};
  const { promptTokens, completionTokens } = usage;
  return {
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

/** Long enough to cost little, short enough that a page shows it flowing. */
const PIECE_CHARACTERS = 64;

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
