import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { clientPage, type ClientName } from './client-pages.ts';

type Fetch = typeof fetch;

/** Asks with a real client library whose network is `fetch`; resolves with the text that the library made of the reply. */
export type SdkParser = (fetch: Fetch, isStream: boolean) => Promise<string>;

const ASKED = { model: 'site-model', messages: [{ role: 'user' as const, content: 'a question' }] };
const CLIENT = { apiKey: 'key', maxRetries: 0 };

const openAiChat: SdkParser = async (fetch, isStream) => {
  const client = new OpenAI({ ...CLIENT, fetch });
  if (!isStream) return (await client.chat.completions.create(ASKED)).choices[0]?.message.content ?? '';
  // The strict one: it throws where a finish reason is missing.
  const answer = await client.chat.completions.stream(ASKED).finalChatCompletion();
  return answer.choices[0]?.message.content ?? '';
};

const openAiResponses: SdkParser = async (fetch, isStream) => {
  const client = new OpenAI({ ...CLIENT, fetch });
  const body = { model: ASKED.model, input: 'a question' };
  const answer = await (isStream
    ? client.responses.stream(body).finalResponse()
    : client.responses.create(body));
  return answer.output_text;
};

const anthropicMessages: SdkParser = async (fetch, isStream) => {
  const client = new Anthropic({ ...CLIENT, fetch });
  const body = { ...ASKED, max_tokens: 1_000 };
  const answer = await (isStream
    ? client.messages.stream(body).finalMessage()
    : client.messages.create(body));
  return answer.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
};

const ollamaChat: SdkParser = async (fetch, isStream) => {
  const client = new Ollama({ fetch });
  if (!isStream) return (await client.chat({ ...ASKED, stream: false })).message.content;
  let text = '';
  for await (const part of await client.chat({ ...ASKED, stream: true })) text += part.message.content;
  return text;
};

const ollamaGenerate: SdkParser = async (fetch, isStream) => {
  const client = new Ollama({ fetch });
  const body = { model: ASKED.model, prompt: 'a question' };
  if (!isStream) return (await client.generate({ ...body, stream: false })).response ?? '';
  const parts = await client.generate({ ...body, stream: true });
  let text = '';
  for await (const { response } of parts) text += response ?? '';
  return text;
};

/** The part of `@ai-sdk/ui-utils` 1.x that useChat v4 stands on. */
interface UiUtils {
  callChatApi: (options: object) => Promise<void>;
}

const aiSdkV4: SdkParser = async (fetch) => {
  const { callChatApi } = await importFrom<UiUtils>('ai-sdk-v4', '@ai-sdk/ui-utils');
  let text = '';
  await callChatApi({
    api: 'http://site.example/api/chat',
    body: { messages: [] },
    streamProtocol: 'data',
    fetch,
    generateId: () => 'id',
    lastMessage: undefined,
    restoreMessagesOnFailure: () => undefined,
    onUpdate: () => undefined,
    onFinish: ({ content }: { content: string }) => (text = content),
  });
  return text;
};

/** The part of `ai` 6.x that useChat v5 and later stands on. */
interface Ai {
  DefaultChatTransport: new (options: object) => {
    sendMessages(options: object): Promise<ReadableStream>;
  };
  readUIMessageStream: (options: object) => AsyncIterable<{ parts: { type: string; text?: string }[] }>;
}

const aiSdkUi: SdkParser = async (fetch) => {
  const { DefaultChatTransport, readUIMessageStream } = await importFrom<Ai>('ai-sdk-v6', 'ai');
  const transport = new DefaultChatTransport({ api: 'http://site.example/api/chat', fetch });
  const stream = await transport.sendMessages({ chatId: 'c', messages: [], trigger: 'submit-message' });
  let text = '';
  const failures: unknown[] = [];
  const onError = (error: unknown): void => void failures.push(error);
  for await (const { parts } of readUIMessageStream({ stream, onError })) {
    text = parts.map((part) => (part.type === 'text' ? (part.text ?? '') : '')).join('');
  }
  if (failures.length > 0) throw failures[0];
  return text;
};

/** By dialect id: the library that pages read this dialect with. */
export const SDK_PARSERS: Record<string, SdkParser> = {
  'openai-chat': openAiChat,
  'openai-responses': openAiResponses,
  'anthropic-messages': anthropicMessages,
  'ollama-chat': ollamaChat,
  'ollama-generate': ollamaGenerate,
  'ai-sdk-v4': aiSdkV4,
  'ai-sdk-ui': aiSdkUi,
};

/** Imports a package from the installation of a client under test/clients. */
async function importFrom<T>(client: ClientName, name: string): Promise<T> {
  const folder = path.dirname(await clientPage(client));
  const file = createRequire(path.join(folder, 'package.json')).resolve(name);
  return (await import(pathToFileURL(file).href)) as T;
}
