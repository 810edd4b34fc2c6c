import type { UrlRule } from '../../../shared/url-rules.ts';
import type { ChatMessage, ChatRequest } from '../../chat/chat-request.ts';
import { DaemonError } from '../../lib/errors.ts';
import type { Dialect, PageReading } from '../dialect.ts';
import { fitsRule } from '../fits-rule.ts';
import { atEndpoint, PAGE_MODEL } from '../page-reading.ts';
import { translatedRequest } from '../translated-request.ts';
import type { Adapter } from './adapter-schema.ts';
import { readWith } from './read-answer.ts';
import { textAt, valuesAt, without, withValue } from './json-places.ts';
import { streamHeadersOf, writeStreamWith, writeWholeWith } from './write-answer.ts';

/** A dialect from an adapter: it reads by JSONPath and writes by templates. */
export function declarativeDialect(adapter: Adapter): Dialect {
  const { id, request: form, answer } = adapter;
  const rule: UrlRule = { method: form.method.toUpperCase(), host: form.host, path: form.path };
  const modelPath = form.model;

  return {
    id,
    rules: [rule],
    matches: (url, body) => fitsRule(rule, url) && textAt(body, form.question) !== undefined,
    readRequest: (body) => readChat(adapter, body),
    readPage: (body, url) => readPage(adapter, body, url),
    ...(modelPath !== undefined && {
      rewriteModel: (body: unknown, model: string) => withValue(body, modelPath, model),
    }),
    answerElement: answer.element,
    readAnswer: (text) => readWith(answer, text),
    streamHeaders: streamHeadersOf(answer),
    wholeHeaders: { 'content-type': 'application/json' },
    writeStream: (chunks) => writeStreamWith(answer, chunks),
    writeWhole: (chunks) => writeWholeWith(answer, chunks),
  };
}

function readPage(adapter: Adapter, body: unknown, url: URL): PageReading {
  const { request: form, answer } = adapter;
  const request = readChat(adapter, body);
  const refused = form.refuse.find((path) => valuesAt(body, path).some((value) => !isNothing(value)));
  const isWritable = request.stream ? answer.stream : answer.json;
  return {
    request: atEndpoint(request, url),
    unanswerable: refused === undefined ? (isWritable ? undefined : 'no-template') : 'refused-by-adapter',
    isRegenerate: false,
    session: form.session === undefined ? undefined : textAt(body, form.session),
  };
}

function readChat({ id, request: form }: Adapter, body: unknown): ChatRequest {
  const question = textAt(body, form.question);
  if (question === undefined) throw notThere(id, 'question', form.question);
  const system = form.system === undefined ? undefined : textAt(body, form.system);
  const model = (form.model === undefined ? undefined : textAt(body, form.model)) ?? PAGE_MODEL;
  const messages: ChatMessage[] = [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    ...earlierMessages(id, form, body),
    { role: 'user', content: question },
  ];
  const known = [form.question, form.messages?.each, form.system, form.model, form.session, ...form.ignore];
  const rest = without(
    body,
    known.filter((path) => path !== undefined),
  );
  return translatedRequest({
    ...{ model, messages, stream: isStream(form.stream, body) },
    extras: { adapter: id, rest },
  });
}

function earlierMessages(id: string, { messages: form }: Adapter['request'], body: unknown): ChatMessage[] {
  if (!form) return [];
  return valuesAt(body, form.each).map((message) => {
    const role = textAt(message, form.role);
    const content = textAt(message, form.text);
    if (role === undefined || content === undefined) throw notThere(id, 'messages', form.each);
    if (form.user.includes(role)) return { role: 'user', content };
    if (form.assistant.includes(role)) return { role: 'assistant', content };
    // A role that nobody told us of: part of the history all the same.
    return { role: `other:${role}`, content };
  });
}

function isStream(stream: boolean | string, body: unknown): boolean {
  return typeof stream === 'boolean' ? stream : valuesAt(body, stream)[0] === true;
}

/** Fields that clients send although they do not use them. */
function isNothing(value: unknown): boolean {
  return (
    value === null ||
    value === false ||
    value === '' ||
    (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

function notThere(id: string, what: string, path: string): DaemonError {
  return new DaemonError({
    code: 'invalid_request',
    status: 400,
    message: `Adapter "${id}": ${what} not found at ${path}.`,
  });
}
