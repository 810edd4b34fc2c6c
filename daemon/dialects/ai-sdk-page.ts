import type { ChatMessage, ChatRequest } from '../chat/chat-request.ts';
import { invariant } from '../lib/errors.ts';
import type { PageReading } from './dialect.ts';
import { PAGE_MODEL, pageReading } from './page-reading.ts';
import { isObject, without } from './read-body.ts';
import { translatedRequest } from './translated-request.ts';

/** Where pages built with the Vercel AI SDK post: `/api/chat` unless the page says otherwise. */
export const AI_SDK_RULES = ['*/chat', '*/completions', '*/assistant', '*/ai'].map((path) => ({
  method: 'POST',
  path,
}));

/** Ids of this chat and message: new each time, and of no meaning to the answer. */
const VOLATILE = new Set(['id', 'messages', 'messageId', 'trigger']);

/** A chat request of the SDK; whatever the page adds to it (`body`, `data`, ...) is part of the scope. */
export function aiSdkRequest(
  fields: Readonly<Record<string, unknown>>,
  messages: ChatMessage[],
  besides: readonly unknown[],
): ChatRequest {
  const extras = {
    ...without(fields, VOLATILE),
    ...(besides.length > 0 && { besides }),
  };
  return translatedRequest({ model: PAGE_MODEL, messages, stream: true, extras });
}

/** The server may have been told to send plain text instead, which the request does not show. */
export function aiSdkReading(request: ChatRequest, body: unknown, url: URL): PageReading {
  const trigger = isObject(body) ? body.trigger : undefined;
  const reading = pageReading(request, body, url);
  return {
    ...reading,
    unanswerable: reading.unanswerable ?? (trigger === 'resume-stream' ? 'resume' : undefined),
    isRegenerate: reading.isRegenerate || (typeof trigger === 'string' && trigger.startsWith('regenerate')),
    needsObservedAnswer: true,
  };
}

/** An attached file as OpenAI's part; `url` is an address or a data URL. */
export function filePart(url: string, mediaType: string, filename: string | undefined): object {
  if (mediaType.startsWith('image/')) return { type: 'image_url', image_url: { url } };
  return { type: 'file', file: { filename: filename ?? 'file', file_data: url } };
}

/** The SDK has no whole answers: its requests are always read as asking for a stream. */
export function neverWhole(): Promise<never> {
  invariant(false, 'answers of the Vercel AI SDK are always streamed');
}

/** OpenAI's finish reason in the SDK's spelling. */
export function sdkFinishReason(finishReason: string): string {
  return finishReason.replaceAll('_', '-');
}

/** And back. */
export function openAiFinishReason(finishReason: string): string {
  return finishReason.replaceAll('-', '_');
}
