import { z } from 'zod';

/** The dialects that the upstream of the browser tests speaks; `foreign` is anything else. */
export type UpstreamDialect =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'ollama-chat'
  | 'ollama-generate'
  | 'ai-sdk-v4'
  | 'ai-sdk-ui'
  | 'n8n'
  | 'foreign';

/** What the upstream makes of one request. */
export interface ReadRequest {
  dialect: UpstreamDialect;
  /** The last thing that the user said; empty in a foreign request. */
  question: string;
  /** The model's name in the body, where the dialect has one. */
  model: string | undefined;
  isStream: boolean;
}

const part = z.looseObject({ type: z.string().optional(), text: z.string().optional() });
const content = z.union([z.string(), z.array(part)]);
const message = z.looseObject({
  role: z.string(),
  content: content.optional(),
  parts: z.array(part).optional(),
});
const bodySchema = z.looseObject({
  model: z.string().optional(),
  stream: z.boolean().optional(),
  trigger: z.string().optional(),
  prompt: z.string().optional(),
  chatInput: z.string().optional(),
  action: z.string().optional(),
  input: z.union([z.string(), z.array(message)]).optional(),
  messages: z.array(message).optional(),
});
type Body = z.infer<typeof bodySchema>;

/** Reads a request as a server of that kind would: by its path, and by its shape where two kinds share a path. */
export function readUpstreamRequest(pathname: string, text: string, accept: string): ReadRequest {
  const body = parseBody(text);
  const dialect = body ? dialectOf(pathname, body) : 'foreign';
  if (!body || dialect === 'foreign') {
    return { dialect: 'foreign', question: '', model: undefined, isStream: false };
  }
  return {
    dialect,
    question: questionOf(body),
    model: body.model,
    isStream: isStreamed(dialect, body, accept),
  };
}

function parseBody(text: string): Body | undefined {
  try {
    return bodySchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON, so a form or something stranger: foreign.
    return undefined;
  }
}

function dialectOf(pathname: string, body: Body): UpstreamDialect {
  if (pathname.endsWith('/chat/completions')) return 'openai-chat';
  if (pathname.endsWith('/v1/responses')) return 'openai-responses';
  if (pathname.endsWith('/v1/messages')) return 'anthropic-messages';
  if (pathname.endsWith('/api/generate')) return 'ollama-generate';
  if (pathname.startsWith('/webhook/')) return 'n8n';
  if (!pathname.endsWith('/api/chat')) return 'foreign';
  if (body.trigger !== undefined) return 'ai-sdk-ui';
  return body.model === undefined ? 'ai-sdk-v4' : 'ollama-chat';
}

function isStreamed(dialect: UpstreamDialect, body: Body, accept: string): boolean {
  if (dialect.startsWith('ai-sdk')) return true;
  if (dialect === 'n8n') return accept.includes('text/plain');
  // Ollama streams unless it is told not to.
  return dialect.startsWith('ollama') ? body.stream !== false : body.stream === true;
}

function questionOf(body: Body): string {
  if (body.prompt !== undefined) return body.prompt;
  if (body.chatInput !== undefined) return body.chatInput;
  if (typeof body.input === 'string') return body.input;
  const last = (body.messages ?? body.input ?? []).findLast(({ role }) => role === 'user');
  if (last?.parts) return textOf(last.parts);
  return typeof last?.content === 'string' ? last.content : textOf(last?.content ?? []);
}

function textOf(parts: z.infer<typeof part>[]): string {
  return parts.map(({ text = '' }) => text).join('');
}
