import { z } from 'zod';
import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import { asDaemonError } from '../lib/errors.ts';
import {
  AI_SDK_RULES,
  aiSdkReading,
  aiSdkRequest,
  filePart,
  neverWhole,
  sdkFinishReason,
} from './ai-sdk-page.ts';
import { readAiSdkV4Answer } from './ai-sdk-v4-answer.ts';
import { answerParts } from './answer-parts.ts';
import type { Dialect } from './dialect.ts';
import { badField, isGiven, isObject, readBody } from './read-body.ts';

const messageSchema = z.looseObject({
  role: z.enum(['user', 'assistant', 'system']),
  content: z.string(),
  parts: z.array(z.looseObject({ type: z.string() })).nullish(),
  experimental_attachments: z
    .array(
      z.looseObject({ url: z.string(), contentType: z.string().optional(), name: z.string().optional() }),
    )
    .nullish(),
});
const requestSchema = z.looseObject({ messages: z.array(messageSchema).min(1) });
type Message = z.infer<typeof messageSchema>;

/** The data stream of the Vercel AI SDK 3.4 to 4: `useChat` posts messages with a text `content`. */
export const aiSdkV4: Dialect = {
  id: 'ai-sdk-v4',
  rules: AI_SDK_RULES,
  streamHeaders: { 'content-type': 'text/plain; charset=utf-8', 'x-vercel-ai-data-stream': 'v1' },
  wholeHeaders: { 'content-type': 'application/json' },

  /** OpenAI's and Ollama's clients send messages like these, but to their own paths or without the chat's id and parts. */
  matches: (url, body) =>
    !url.pathname.endsWith('/chat/completions') &&
    isObject(body) &&
    body.trigger === undefined &&
    Array.isArray(body.messages) &&
    body.messages.length > 0 &&
    body.messages.every((message) => isObject(message) && typeof message.content === 'string') &&
    (typeof body.id === 'string' || body.messages.some((message) => isObject(message) && 'parts' in message)),

  readRequest,
  readPage: (body, url) => aiSdkReading(readRequest(body), body, url),
  readAnswer: readAiSdkV4Answer,

  async *writeStream(chunks, answer) {
    yield line('f', { messageId: `msg-${answer.id}` });
    try {
      for await (const part of answerParts(chunks)) {
        if (part.type === 'text') yield line('0', part.text);
        if (part.type === 'reasoning') yield line('g', part.text);
        if (part.type !== 'end') continue;
        const finishReason = sdkFinishReason(part.finishReason);
        yield line('e', { finishReason, usage: part.usage, isContinued: false });
        yield line('d', { finishReason, usage: part.usage });
      }
    } catch (error) {
      yield line('3', asDaemonError(error).message);
    }
  },
  writeWhole: neverWhole,
};

function readRequest(body: unknown): ChatRequest {
  const asked = readBody(requestSchema, body, '"messages"');
  const messages = asked.messages.map(readMessage);
  const data = asked.messages.map((message) => message.data).filter(isGiven);
  return aiSdkRequest(asked, messages, data);
}

function readMessage(message: Message, position: number): ChatMessage {
  const { role, content, parts, experimental_attachments: attachments } = message;
  const callsTools = (parts ?? []).some(({ type }) => type === 'tool-invocation');
  if (callsTools || isGiven(message.toolInvocations))
    throw badField(`messages.${position}`, 'tools that the page or its server runs cannot be passed on');
  if (!attachments?.length) return { role, content };
  const files = attachments.map(({ url, contentType, name }) => filePart(url, contentType ?? '', name));
  return { role, content: [{ type: 'text', text: content }, ...files] };
}

function line(code: string, value: unknown): string {
  return `${code}:${JSON.stringify(value)}\n`;
}
