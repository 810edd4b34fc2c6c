import { AnswerCollector, type Answer } from '../chat/answer.ts';
import { chatChunkSchema, type ChatChunk } from '../chat/chat-chunk.ts';
import { chunkFromCompletion } from '../chat/chunk-from-completion.ts';
import type { PageAnswerText } from './dialect.ts';
import { looksLikeJson, readEvents, readObject } from './read-events.ts';

/** A complete answer in OpenAI's chat form. `[DONE]` is optional in the field; the finish reason is not. */
export function readOpenAiAnswer({ body }: PageAnswerText): Answer | undefined {
  const objects = looksLikeJson(body) ? one(readObject(body)) : readEvents(body);
  if (!objects || objects.some((object) => object.error !== undefined && object.error !== null)) {
    return undefined;
  }
  const collector = new AnswerCollector();
  for (const object of objects) {
    const chunk = asChunk(object);
    if (!chunk) return undefined;
    collector.add(chunk);
  }
  const answer = collector.answer();
  const isComplete =
    answer.choices.length > 0 && answer.choices.every((choice) => choice.finishReason !== undefined);
  return isComplete ? answer : undefined;
}

function one<Value>(value: Value | undefined): Value[] | undefined {
  return value === undefined ? undefined : [value];
}

function asChunk(object: Record<string, unknown>): ChatChunk | undefined {
  if (!Array.isArray(object.choices)) return undefined;
  try {
    const isWhole = object.choices.some(
      (choice) => typeof choice === 'object' && choice !== null && 'message' in choice,
    );
    return isWhole ? chunkFromCompletion(object) : chatChunkSchema.parse(object);
  } catch {
    // Another dialect behind the same path; what is not understood is not learnt.
    return undefined;
  }
}
