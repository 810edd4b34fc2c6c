import { createHmac } from 'node:crypto';
import type { ChatRequest, Conversation } from '../chat/chat-request.ts';

/** Who asks: an answer learnt for one is never served to another (README: "When an answer is reused, and when never"). */
export interface Identity {
  /** The inlet or site that the question came from: "http", or a page's origin or site group. */
  site: string;
  /** "user:<id>", or "team:<name>" where answers are shared. */
  owner: string;
}

interface ScopeInput extends Identity {
  /** Keys the digest: the installation's secret, or the team's. */
  secret: Uint8Array;
  request: ChatRequest;
  conversation: Conversation;
}

/**
 * Fields of a request that do not change what the answer may be. Every other field, known or not, is part of the
 * scope: an unknown one may matter, and then a miss is the safe side.
 */
const FIELDS_OUTSIDE_SCOPE = new Set([
  'messages', // taken apart below
  'model', // as requested, below
  'stream',
  'stream_options',
  'temperature',
  'top_p',
  'max_tokens', // checked per candidate: the stored answer must fit
  'max_completion_tokens',
  'metadata',
  'store',
  'service_tier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** Digest of everything that must agree for an answer to serve: 64 hex characters. */
export function scopeOf({ secret, site, owner, request, conversation }: ScopeInput): string {
  const parameters = Object.entries(request.body).filter(
    ([field, value]) => !FIELDS_OUTSIDE_SCOPE.has(field) && value !== null && value !== undefined,
  );
  return digest(secret, 'scope', {
    site,
    owner,
    model: request.model,
    system: conversation.system,
    history: conversation.history,
    parameters: Object.fromEntries(parameters),
    ...(request.extras && { extras: request.extras }),
  });
}

interface ConversationInput extends ScopeInput {
  user: string;
}

/** Names a conversation by all that the user has said in it, for what follows on this request: 64 hex characters. */
export function conversationId(input: ConversationInput): string {
  return digestOfSaid(input, saidIn(input.request));
}

/** What the request before this one was named; undefined for a first message. */
export function earlierConversationId(input: ConversationInput): string | undefined {
  const said = saidIn(input.request);
  // Within a tool loop the user has said nothing new.
  const earlier = input.request.messages.at(-1)?.role === 'user' ? said.slice(0, -1) : said;
  return earlier.length > 0 ? digestOfSaid(input, earlier) : undefined;
}

function saidIn({ messages }: ChatRequest): unknown[] {
  return messages.filter(({ role }) => role === 'user').map(({ content }) => content);
}

function digestOfSaid(
  { secret, user, site, owner, conversation }: ConversationInput,
  said: unknown[],
): string {
  return digest(secret, 'conversation', { user, site, owner, system: conversation.system, turns: said });
}

/** Key of an exact lookup, and the id of the entry: 64 hex characters. */
export function entryId(secret: Uint8Array, scope: string, question: string): string {
  return digest(secret, 'entry', { scope, question });
}

/** Names a wording, in whatever scope it is asked, without telling it: 16 hex characters. */
export function questionHash(secret: Uint8Array, question: string): string {
  return digest(secret, 'question', question).slice(0, 16);
}

/** The kind keeps digests of different things apart even where their content is the same. */
function digest(secret: Uint8Array, kind: string, content: unknown): string {
  return createHmac('sha256', secret).update(kind).update('\0').update(canonicalJson(content)).digest('hex');
}

/** JSON with sorted keys, so that the order in which a client writes its fields does not matter (RFC 8785 in spirit). */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, node: unknown) =>
    typeof node === 'object' && node !== null && !Array.isArray(node)
      ? Object.fromEntries(Object.entries(node).sort(([a], [b]) => (a < b ? -1 : 1)))
      : node,
  );
}
