import { asDaemonError } from '../lib/errors.ts';
import { answerParts, collectParts } from './answer-parts.ts';
import type { Dialect } from './dialect.ts';
import { openAiError } from './openai-error.ts';
import { pageReading } from './page-reading.ts';
import { isObject, withModel } from './read-body.ts';
import { readResponsesAnswer } from './responses-answer.ts';
import { ResponsesEvents } from './responses-events.ts';
import { functionCall, messageItem, reasoningItem, responseObject } from './responses-objects.ts';
import { readResponsesRequest } from './responses-request.ts';

/** OpenAI responses: https://platform.openai.com/docs/api-reference/responses. Nothing of them is kept by us. */
export const openAiResponses: Dialect = {
  id: 'openai-responses',
  rules: [{ method: 'POST', path: '*/v1/responses' }],
  streamHeaders: { 'content-type': 'text/event-stream; charset=utf-8' },
  wholeHeaders: { 'content-type': 'application/json' },

  matches: (url, body) =>
    url.pathname.endsWith('/v1/responses') && isObject(body) && body.input !== undefined,

  readRequest: readResponsesRequest,
  readPage: (body, url) => pageReading(readResponsesRequest(body), body, url),
  rewriteModel: withModel,
  readAnswer: readResponsesAnswer,

  async *writeStream(chunks, answer) {
    const events = new ResponsesEvents(answer);
    yield* events.start();
    try {
      for await (const part of answerParts(chunks)) yield* events.write(part);
    } catch (error) {
      const { message, code } = openAiError(asDaemonError(error)).error;
      yield* events.fail(message, code);
    }
  },

  async writeWhole(chunks, answer) {
    const { text, reasoning, toolCalls, finishReason, usage } = await collectParts(chunks);
    const calls = toolCalls.map((call, index) => functionCall(`fc_${answer.id}_${index}`, call, 'completed'));
    const output = [
      ...(reasoning === '' ? [] : [reasoningItem(`rs_${answer.id}`, reasoning)]),
      ...(text === '' && calls.length > 0 ? [] : [messageItem(`msg_${answer.id}`, text, 'completed')]),
      ...calls,
    ];
    return responseObject(answer, { output, finishReason, usage });
  },
};
