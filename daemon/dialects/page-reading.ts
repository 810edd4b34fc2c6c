import { readConversation, textOf, type ChatMessage, type ChatRequest } from '../chat/chat-request.ts';
import { isBackgroundAssistant, isBackgroundPrompt } from './background-prompt.ts';
import type { PageReading } from './dialect.ts';
import { isGiven, isObject } from './read-body.ts';

/** Why no stored answer may stand for a page's request. */
type UnanswerableReason =
  | 'kept-on-server'
  | 'server-state'
  | 'tools'
  | 'response-format'
  | 'media'
  | 'several-choices'
  | 'logprobs'
  | 'web-search'
  | 'background-prompt'
  | 'resume';

/** The name of the model where a page's requests name none. */
export const PAGE_MODEL = 'page';

/** The address that was asked is part of the scope: what answers there (a bot with a prompt of its own) is known by nothing else. */
export function atEndpoint(request: ChatRequest, { origin, pathname, search }: URL): ChatRequest {
  return { ...request, extras: { ...request.extras, endpoint: origin + pathname + search } };
}

/** Completes a page's request: its endpoint, and the checks that all dialects share. */
export function pageReading(request: ChatRequest, body: unknown, url: URL): PageReading {
  const fields = isObject(body) ? body : {};
  return {
    request: atEndpoint(request, url),
    unanswerable: whyUnanswerable(request, fields),
    isRegenerate: fields.is_retry === true,
  };
}

function whyUnanswerable(
  request: ChatRequest,
  fields: Record<string, unknown>,
): UnanswerableReason | undefined {
  const { body, messages } = request;
  if (hasAny(fields, KEPT_ON_SERVER)) return 'kept-on-server';
  if (hasAny(fields, SERVER_STATE)) return 'server-state';
  if (fields.is_continue === true || isGiven(fields.resume)) return 'resume';
  if (hasAny(fields, TOOL_FIELDS) || hasAny(body, TOOL_FIELDS) || messages.some(isToolTurn)) return 'tools';
  if (wantsForm(body.response_format)) return 'response-format';
  if (messages.some(hasMedia) || hasAny(fields, MEDIA_FIELDS)) return 'media';
  if (isMoreThanOne(body.n) || isMoreThanOne(body.best_of)) return 'several-choices';
  if (isGiven(body.logprobs) || isMoreThanZero(body.top_logprobs)) return 'logprobs';
  if (hasAny(fields, SEARCH_FIELDS)) return 'web-search';
  return isBackground(request) ? 'background-prompt' : undefined;
}

/** Apps that keep the chat on their server lose a turn that they have not seen. */
const KEPT_ON_SERVER = [
  'chat_id',
  'chatId',
  'session_id',
  'conversation_id',
  'conversationId',
  'parent_message_id',
  'parentMessageId',
  'thread_id',
  'threadId',
  'assistant_id',
  'background_tasks',
];
const SERVER_STATE = [
  'store',
  'previous_response_id',
  'conversation',
  'background',
  'container',
  'prompt_id',
  'file_ids',
];
const TOOL_FIELDS = [
  'tools',
  'tool_choice',
  'toolChoice',
  'functions',
  'function_call',
  'mcp_servers',
  'tool_ids',
];
const MEDIA_FIELDS = ['audio', 'files', 'images', 'attachments'];
const SEARCH_FIELDS = ['web_search', 'web_search_options', 'webSearch', 'search_parameters', 'plugins'];

function hasAny(fields: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  return names.some((name) => isGiven(fields[name]));
}

function isToolTurn(message: ChatMessage): boolean {
  return message.role === 'tool' || message.role === 'function' || isGiven(message.tool_calls);
}

function hasMedia(message: ChatMessage): boolean {
  if (isGiven(message.images) || isGiven(message.attachments) || isGiven(message.files)) return true;
  return isGiven(message.content) && textOf(message.content) === undefined;
}

function wantsForm(format: unknown): boolean {
  return isGiven(format) && !(isObject(format) && format.type === 'text');
}

function isMoreThanOne(value: unknown): boolean {
  return typeof value === 'number' && value > 1;
}

function isMoreThanZero(value: unknown): boolean {
  return typeof value === 'number' && value > 0;
}

function isBackground(request: ChatRequest): boolean {
  const { system, question } = readConversation(request);
  return isBackgroundAssistant(system) || isBackgroundPrompt(question ?? '');
}
