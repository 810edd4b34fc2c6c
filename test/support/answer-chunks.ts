import type { ChatChunk } from '../../daemon/chat/chat-chunk.ts';
import { DaemonError } from '../../daemon/lib/errors.ts';

/** An answer in pieces, as a model streams it. */
export async function* streamedAnswer(
  pieces: string[],
  { reasoning, finishReason = 'stop' }: { reasoning?: string; finishReason?: string } = {},
): AsyncGenerator<ChatChunk> {
  yield delta({ role: 'assistant', content: '' });
  if (reasoning !== undefined) yield delta({ reasoning_content: reasoning });
  for (const content of pieces) yield delta({ content });
  yield { choices: [{ index: 0, delta: {}, finish_reason: finishReason }] };
  yield { choices: [], usage: { prompt_tokens: 7, completion_tokens: 5 } };
}

/** The same as the one chunk in which a whole answer travels. */
export async function* wholeAnswer(content: string): AsyncGenerator<ChatChunk> {
  yield {
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 7, completion_tokens: 5 },
  };
}

/** One that calls a tool, its arguments in two pieces. */
export async function* toolCallAnswer(): AsyncGenerator<ChatChunk> {
  const call = { index: 3, id: 'call_9', function: { name: 'weather', arguments: '{"city"' } };
  yield delta({ tool_calls: [call] });
  yield delta({ tool_calls: [{ index: 3, function: { arguments: ':"Rome"}' } }] });
  yield { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] };
}

/** One that fails after its first word. */
export async function* brokenAnswer(): AsyncGenerator<ChatChunk> {
  yield delta({ content: 'half' });
  throw new DaemonError({ code: 'upstream_error', status: 502, message: 'It broke off.' });
}

export async function collectTexts(texts: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const text of texts) all.push(text);
  return all;
}

function delta(content: ChatChunk['choices'][number]['delta']): ChatChunk {
  return { choices: [{ index: 0, delta: content, finish_reason: null }] };
}
