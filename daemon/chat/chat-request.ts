/**
 * What a client asks, in the one form that the pipeline knows: OpenAI's chat-completions body
 * (https://platform.openai.com/docs/api-reference/chat/create). Every dialect reads its own body into this.
 */

/** One message as the client sent it; unknown fields stay, so that an upstream gets them untouched. */
export interface ChatMessage {
  role: string;
  /** Text, or OpenAI's list of parts (`{type: 'text', text}`, `{type: 'image_url', ...}`, ...), or null beside tool calls. */
  content?: unknown;
  [field: string]: unknown;
}

export interface ChatRequest {
  /** The model as the client named it: "auto", a tier ("small", ...) or a configured model. */
  model: string;
  messages: ChatMessage[];
  /** Whether the client wants chunks as they come. */
  stream: boolean;
  /** Upper bound for the answer's tokens, where the client set one. */
  maxTokens: number | undefined;
  /** The body as it came, unknown fields included. What goes upstream is this with another `model`. */
  body: Readonly<Record<string, unknown>>;
  /**
   * What the request says beyond that, in words that OpenAI's form does not have (a page's own fields, say): part of
   * the scope, since it may change the answer, but never sent upstream. Absent where there is nothing.
   */
  extras?: Readonly<Record<string, unknown>>;
}

/** A request taken apart: the last question, and what surrounds it. */
export interface Conversation {
  /** System and developer messages, joined by blank lines. */
  system: string;
  /** Messages between the system prompt and the last one, in order. */
  history: ChatMessage[];
  /** Text of the last message; undefined where it is not a user's plain text (an image, a tool result, ...). */
  question: string | undefined;
}

const INSTRUCTION_ROLES = new Set(['system', 'developer']);

/** Splits a request into system prompt, history and the question that wants an answer. */
export function readConversation(request: ChatRequest): Conversation {
  const instructions = request.messages.filter((message) => INSTRUCTION_ROLES.has(message.role));
  const turns = request.messages.filter((message) => !INSTRUCTION_ROLES.has(message.role));
  const last = turns.at(-1);
  return {
    system: instructions
      .map((message) => textOf(message.content) ?? JSON.stringify(message.content))
      .join('\n\n'),
    history: turns.slice(0, -1),
    question: last?.role === 'user' ? textOf(last.content) : undefined,
  };
}

/** The plain text of a message's content; undefined where any part of it is not text. */
export function textOf(content: unknown): string | undefined {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  const texts = content.map((part: unknown) => textOfPart(part));
  return texts.every((text) => text !== undefined) ? texts.join('\n') : undefined;
}

function textOfPart(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined;
  if (!('type' in part) || part.type !== 'text') return undefined;
  return 'text' in part && typeof part.text === 'string' ? part.text : undefined;
}
