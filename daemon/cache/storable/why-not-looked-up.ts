import type { ChatRequest, Conversation } from '../../chat/chat-request.ts';
import { hasMedia } from './media.ts';
import { asksForSearch } from './web-search.ts';

/** Why a request leaves the cache out altogether: a closed list, since it labels a metric. */
type NotLookedUpReason =
  | 'tool-result'
  | 'images'
  | 'no-question'
  | 'several-choices'
  | 'logprobs'
  | 'audio'
  | 'prediction'
  | 'web-search'
  | 'server-state';

interface Lookup {
  request: ChatRequest;
  conversation: Conversation;
}

/** Why no stored answer could stand for this request; undefined where one could. */
export function whyNotLookedUp({ request, conversation }: Lookup): NotLookedUpReason | undefined {
  const { body, messages } = request;
  const lastRole = messages.at(-1)?.role;
  if (lastRole === 'tool' || lastRole === 'function') return 'tool-result';
  if (hasMedia(request)) return 'images';
  if (conversation.question === undefined || conversation.question.trim() === '') return 'no-question';
  if (isMoreThan(body.n, 1) || isMoreThan(body.best_of, 1)) return 'several-choices';
  if (body.logprobs === true || isMoreThan(body.logprobs, 0) || isMoreThan(body.top_logprobs, 0))
    return 'logprobs';
  if (isSet(body.audio) || wantsMoreThanText(body.modalities)) return 'audio';
  if (isSet(body.prediction)) return 'prediction';
  if (asksForSearch(request)) return 'web-search';
  return SERVER_STATE.some((field) => isSet(body[field])) ? 'server-state' : undefined;
}

/** The provider keeps something of the exchange, or the request rests on what it has kept. */
const SERVER_STATE = [
  'store',
  'previous_response_id',
  'conversation',
  'background',
  'thread_id',
  'assistant_id',
  'container',
];

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function isMoreThan(value: unknown, limit: number): boolean {
  return typeof value === 'number' && value > limit;
}

function wantsMoreThanText(modalities: unknown): boolean {
  return Array.isArray(modalities) && modalities.some((modality) => modality !== 'text');
}
