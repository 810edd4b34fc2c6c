import { z } from 'zod';
import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import { AI_SDK_RULES, aiSdkReading, aiSdkRequest, filePart, neverWhole } from './ai-sdk-page.ts';
import { readAiSdkUiAnswer } from './ai-sdk-ui-answer.ts';
import { UiMessageEvents } from './ai-sdk-ui-events.ts';
import { answerParts } from './answer-parts.ts';
import type { Dialect } from './dialect.ts';
import { badField, isGiven, isObject, readBody, without } from './read-body.ts';

const partSchema = z.looseObject({ type: z.string(), text: z.string().optional() });
const messageSchema = z.looseObject({
  role: z.enum(['user', 'assistant', 'system']),
  parts: z.array(partSchema),
  metadata: z.unknown().optional(),
});
const requestSchema = z.looseObject({ messages: z.array(messageSchema).min(1) });
type Message = z.infer<typeof messageSchema>;

/** The UI message stream of the Vercel AI SDK 5 to 7: `useChat` posts messages of parts. */
export const aiSdkUi: Dialect = {
  id: 'ai-sdk-ui',
  rules: AI_SDK_RULES,
  streamHeaders: {
    'content-type': 'text/event-stream',
    'x-vercel-ai-ui-message-stream': 'v1',
    'cache-control': 'no-cache',
  },
  wholeHeaders: { 'content-type': 'application/json' },

  /** Version 4 has parts too, but always beside a text `content`. */
  matches: (_url, body) =>
    isObject(body) &&
    Array.isArray(body.messages) &&
    body.messages.length > 0 &&
    body.messages.every(
      (message) => isObject(message) && Array.isArray(message.parts) && message.content === undefined,
    ),

  readRequest,
  readPage: (body, url) => aiSdkReading(readRequest(body), body, url),
  readAnswer: readAiSdkUiAnswer,

  async *writeStream(chunks, answer) {
    const events = new UiMessageEvents(answer);
    yield* events.start();
    try {
      for await (const part of answerParts(chunks)) yield* events.write(part);
    } catch (error) {
      yield* events.fail(error);
    }
  },
  writeWhole: neverWhole,
};

function readRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"messages"');
  const besides = asked.messages.flatMap(({ role, parts, metadata }) => [
    ...parts.filter(({ type }) => type.startsWith('data-')).map(({ type, data }) => ({ type, data })),
    // What a page hangs on a question may matter; what a server hung on its answer is about that answer.
    ...(role === 'user' ? lasting(metadata) : []),
  ]);
  return aiSdkRequest(asked, asked.messages.map(readMessage), besides);
}

const MOMENTS = new Set(['createdAt', 'timestamp', 'time', 'date', 'id']);

function lasting(metadata: unknown): unknown[] {
  if (!isObject(metadata)) return isGiven(metadata) ? [metadata] : [];
  const kept = without(metadata, MOMENTS);
  return Object.keys(kept).length === 0 ? [] : [kept];
}

function readMessage({ role, parts }: Message, position: number): ChatMessage {
  const content = parts.flatMap((part, index) => readPart(part, `messages.${position}.parts.${index}`));
  const texts = content.map((part) => ('text' in part ? String(part.text) : undefined));
  // Pieces of one message; a single string is what every server takes.
  return { role, content: texts.every((text) => text !== undefined) ? texts.join('') : content };
}

/** Marks of steps and what stands beside the text carry nothing for a model. */
const SILENT_PARTS = /^(?:step-start|reasoning|source-url|source-document|data-.*)$/;

function readPart(part: z.infer<typeof partSchema>, at: string): object[] {
  const { type, text, url, mediaType, filename } = part;
  if (type === 'text') return [{ type, text: text ?? '' }];
  if (SILENT_PARTS.test(type)) return [];
  if (type === 'file' && typeof url === 'string')
    return [filePart(url, String(mediaType), typeof filename === 'string' ? filename : undefined)];
  throw badField(`${at}.type`, `"${type}" cannot be passed on to other models`);
}
