import type { ChatRequest } from '../chat/chat-request.ts';

/** What a request needs, whatever it asks. */
export interface Signals {
  /** Tokens of the whole request, estimated: four characters a token (English prose and code, within about 20 %), one for scripts such as Chinese. */
  promptTokens: number;
  /** Tokens that the answer may take. */
  answerLimit: number;
  hasImages: boolean;
  offersTools: boolean;
  wantsJson: boolean;
  /** The last message is a tool's result: the model is in the middle of its work. */
  inToolLoop: boolean;
  /** Messages of the user so far, this one included. */
  turns: number;
}

const CHARACTERS_PER_TOKEN = 4;
/** Tokens kept free for the answer where the client set no limit. */
const ANSWER_TOKENS = 1_024;

/** What a picture costs at the larger providers, about. */
const IMAGE_TOKENS = 1_000;

/** Cheap to read: well under a millisecond for a page of text. */
export function readSignals({ messages, maxTokens, body }: ChatRequest): Signals {
  const images = messages.reduce((sum, { content }) => sum + imagesIn(content), 0);
  const text = JSON.stringify([messages, body.tools], withoutPictures);
  return {
    promptTokens: tokensIn(text) + images * IMAGE_TOKENS,
    answerLimit: maxTokens ?? ANSWER_TOKENS,
    hasImages: images > 0,
    offersTools: Array.isArray(body.tools) && body.tools.length > 0,
    wantsJson: wantsJson(body.response_format),
    inToolLoop: messages.at(-1)?.role === 'tool',
    turns: messages.filter(({ role }) => role === 'user').length,
  };
}

function imagesIn(content: unknown): number {
  if (!Array.isArray(content)) return 0;
  return content.filter((part: unknown) => typeof part === 'object' && part !== null && 'image_url' in part)
    .length;
}

/** A picture within the message is no text, however long it is there. */
function withoutPictures(key: string, value: unknown): unknown {
  return key === 'image_url' ? '' : value;
}

/** About every letter of these scripts is a token of its own. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

function tokensIn(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0;
  return Math.ceil((text.length - dense) / CHARACTERS_PER_TOKEN) + dense;
}

function wantsJson(format: unknown): boolean {
  return typeof format === 'object' && format !== null && 'type' in format && format.type !== 'text';
}
