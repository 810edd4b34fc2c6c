import { asDaemonError } from '../lib/errors.ts';
import { readAnthropicAnswer } from './anthropic-answer.ts';
import { anthropicError } from './anthropic-error.ts';
import { AnthropicEvents, anthropicEvent, contentBlocks, stopReason } from './anthropic-events.ts';
import { readAnthropicRequest } from './anthropic-request.ts';
import { answerParts, collectParts } from './answer-parts.ts';
import type { Dialect } from './dialect.ts';
import { pageReading } from './page-reading.ts';
import { isObject, withModel } from './read-body.ts';

/** Anthropic messages: https://docs.anthropic.com/en/api/messages and .../messages-streaming. */
export const anthropicMessages: Dialect = {
  id: 'anthropic-messages',
  rules: [{ method: 'POST', path: '*/v1/messages' }],
  streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8' },
  wholeHeaders: { 'content-type': 'application/json' },

  matches: (url, body) =>
    url.pathname.endsWith('/v1/messages') &&
    isObject(body) &&
    typeof body.model === 'string' &&
    Array.isArray(body.messages),

  readRequest: readAnthropicRequest,
  readPage: (body, url) => pageReading(readAnthropicRequest(body), body, url),
  rewriteModel: withModel,
  readAnswer: readAnthropicAnswer,

  async *writeStream(chunks, answer) {
    const events = new AnthropicEvents(answer);
    yield events.start();
    try {
      for await (const part of answerParts(chunks)) yield* events.write(part);
    } catch (error) {
      yield anthropicEvent({ ...anthropicError(asDaemonError(error)) });
    }
  },

  async writeWhole(chunks, answer) {
    const whole = await collectParts(chunks);
    return {
      id: `msg_${answer.id}`,
      type: 'message',
      role: 'assistant',
      model: answer.model,
      content: contentBlocks(whole),
      stop_reason: stopReason(whole.finishReason),
      stop_sequence: null,
      usage: {
        input_tokens: whole.usage.promptTokens,
        output_tokens: whole.usage.completionTokens,
      },
    };
  },
};
