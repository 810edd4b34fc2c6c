import type { ChatChunk } from '../../chat/chat-chunk.ts';
import { DaemonError } from '../../lib/errors.ts';
import type { AnswerHeaders } from '../dialect.ts';
import type { Adapter } from './adapter-schema.ts';
import { filled } from './json-places.ts';

type AnswerForm = Adapter['answer'];

const STREAM_TYPES = { sse: 'text/event-stream', ndjson: 'application/x-ndjson' };

export function streamHeadersOf({ stream }: AnswerForm): AnswerHeaders {
  const usual = STREAM_TYPES[stream?.format ?? 'ndjson'];
  return {
    'content-type': stream?.contentType === '' ? usual : (stream?.contentType ?? usual),
    'cache-control': 'no-cache',
  };
}

/** One event or line an item. Where the answer breaks off this throws: an adapter knows no error event. */
export async function* writeStreamWith(
  { stream }: AnswerForm,
  chunks: AsyncIterable<ChatChunk>,
): AsyncGenerator<string> {
  if (!stream) throw noTemplate('stream');
  const { begin, piece, end } = stream.template;
  const event = stream.format === 'sse' ? sseEvent : jsonLine;
  for (const template of begin) yield event(template);
  for await (const chunk of chunks) {
    const text = textOf(chunk);
    if (text !== '') yield event(filled(piece, text));
  }
  for (const template of end) yield event(template);
}

export async function writeWholeWith(
  { json }: AnswerForm,
  chunks: AsyncIterable<ChatChunk>,
): Promise<unknown> {
  if (!json) throw noTemplate('json');
  let text = '';
  for await (const chunk of chunks) text += textOf(chunk);
  return filled(json.template, text);
}

function textOf({ choices }: ChatChunk): string {
  return choices[0]?.delta.content ?? '';
}

function sseEvent(event: unknown): string {
  return `data: ${plain(event)}\n\n`;
}

function jsonLine(event: unknown): string {
  return `${plain(event)}\n`;
}

/** A text stands for itself: end marks are often no JSON. */
function plain(event: unknown): string {
  return typeof event === 'string' ? event : JSON.stringify(event);
}

function noTemplate(form: string): DaemonError {
  return new DaemonError({
    code: 'invalid_request',
    status: 400,
    message: `This adapter has no template for an answer as ${form}.`,
  });
}
