import { isAnswer, type ChatChunk } from '../chat/chat-chunk.ts';

/**
 * Resolves with the whole stream once something of the answer has come, or its end. @throws what the stream throws before
 * that.
 */
export async function fromFirstWord(chunks: AsyncGenerator<ChatChunk>): Promise<AsyncGenerator<ChatChunk>> {
  const held: ChatChunk[] = [];
  let isOver = false;
  while (!isOver) {
    const next = await chunks.next();
    if (next.done) break;
    held.push(next.value);
    isOver = isAnswer(next.value) || next.value.choices.some((choice) => Boolean(choice.finish_reason));
  }
  return resume(held, chunks);
}

async function* resume(
  held: readonly ChatChunk[],
  rest: AsyncGenerator<ChatChunk>,
): AsyncGenerator<ChatChunk> {
  try {
    yield* held;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
