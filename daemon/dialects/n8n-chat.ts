import { z } from 'zod';
import type { ChatRequest } from '../chat/chat-request.ts';
import { asDaemonError } from '../lib/errors.ts';
import { answerParts, collectParts } from './answer-parts.ts';
import type { Dialect, PageReading } from './dialect.ts';
import { isNewN8nSession, readN8nAnswer } from './n8n-answer.ts';
import { PAGE_MODEL, pageReading } from './page-reading.ts';
import { isObject, readBody, without } from './read-body.ts';
import { translatedRequest } from './translated-request.ts';

const requestSchema = z.looseObject({
  action: z.literal('sendMessage'),
  sessionId: z.string(),
  chatInput: z.string().min(1),
});

/** The name of the workflow's node under which an answer is shown. */
const NODE = { nodeId: 'askonce' };

/** The chat of n8n workflows (@n8n/chat): one question a request, the conversation kept on the server. */
export const n8nChat: Dialect = {
  id: 'n8n-chat',
  rules: ['*/webhook/*', '*/webhook-test/*'].map((path) => ({ method: 'POST', path })),
  streamHeaders: { 'content-type': 'text/plain; charset=utf-8' },
  wholeHeaders: { 'content-type': 'application/json; charset=utf-8' },
  answerElement: '.chat-message-from-bot',

  matches: (_url, body) => requestSchema.safeParse(body).success,
  sessionStart: {
    idOf: (body) =>
      isObject(body) && body.action === 'loadPreviousSession' && typeof body.sessionId === 'string'
        ? body.sessionId
        : undefined,
    isNew: isNewN8nSession,
  },

  readRequest,
  readPage,
  readAnswer: readN8nAnswer,

  async *writeStream(chunks) {
    yield line('begin');
    try {
      for await (const part of answerParts(chunks)) if (part.type === 'text') yield line('item', part.text);
      yield line('end');
    } catch (error) {
      yield line('error', asDaemonError(error).message);
    }
  },

  /**
   * One line for both kinds of page, since the request does not show whether it reads a stream: `output` for those that
   * do not, an `item` for those that do.
   */
  async writeWhole(chunks) {
    const { text } = await collectParts(chunks);
    return { output: text, type: 'item', content: text, metadata: NODE };
  },
};

const TRANSLATED = new Set(['action', 'sessionId', 'chatInput']);

function readRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"action", "sessionId" and "chatInput"');
  const messages = [{ role: 'user', content: asked.chatInput }];
  const extras = without(asked, TRANSLATED);
  return translatedRequest({ model: PAGE_MODEL, messages, stream: false, extras });
}

function readPage(body: unknown, url: URL): PageReading {
  const { sessionId } = readBody(requestSchema, body, '"sessionId"');
  return { ...pageReading(readRequest(body), body, url), session: sessionId, needsObservedAnswer: true };
}

function line(type: 'begin' | 'item' | 'end' | 'error', content?: string): string {
  return `${JSON.stringify({ type, ...(content !== undefined && { content }), metadata: NODE })}\n`;
}
