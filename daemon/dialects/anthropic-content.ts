import { z } from 'zod';
import type { ChatMessage } from '../chat/chat-request.ts';
import { badField, isObject } from './read-body.ts';

type Block = Readonly<Record<string, unknown>> & { type: string };

/**
 * One message of content blocks as OpenAI's messages: tool results come first, each a message of its own, since they
 * must follow the calls at once. @throws DaemonError 400 for blocks that OpenAI's form does not have.
 */
export function readAnthropicMessage(
  role: 'user' | 'assistant' | 'system',
  blocks: readonly Block[],
  field: string,
): ChatMessage[] {
  if (role === 'assistant') return [assistantMessage(blocks, field)];
  const results: ChatMessage[] = [];
  const parts: object[] = [];
  for (const [position, block] of blocks.entries()) {
    const at = `${field}.${position}`;
    if (block.type === 'tool_result') {
      const { text, media } = toolResult(block, at);
      results.push({ role: 'tool', tool_call_id: block.tool_use_id, content: text });
      parts.push(...media);
    } else parts.push(userPart(block, at));
  }
  return parts.length === 0 ? results : [...results, { role, content: contentOf(parts) }];
}

function assistantMessage(blocks: readonly Block[], field: string): ChatMessage {
  let text = '';
  const calls: object[] = [];
  for (const [position, block] of blocks.entries()) {
    if (block.type === 'text') text += String(block.text);
    else if (block.type === 'tool_use') {
      const { id, name, input } = block;
      calls.push({ id, type: 'function', function: { name, arguments: JSON.stringify(input ?? {}) } });
    } else if (!THINKING.has(block.type)) throw unknownBlock(block, `${field}.${position}`);
  }
  if (calls.length === 0) return { role: 'assistant', content: text };
  return { role: 'assistant', content: text === '' ? null : text, tool_calls: calls };
}

/** A model is not shown its earlier thinking in OpenAI's form. */
const THINKING = new Set(['thinking', 'redacted_thinking']);

function userPart(block: Block, at: string): object {
  if (block.type === 'text') return { type: 'text', text: String(block.text) };
  if (block.type === 'image') return imagePart(block.source, at);
  if (block.type === 'document') return documentPart(block, at);
  throw unknownBlock(block, at);
}

const sourceSchema = z.looseObject({
  type: z.string(),
  media_type: z.string().default('application/octet-stream'),
  data: z.string().default(''),
  url: z.string().default(''),
});

function imagePart(source: unknown, at: string): object {
  const { data: image } = sourceSchema.safeParse(source);
  if (image?.type === 'base64')
    return { type: 'image_url', image_url: { url: `data:${image.media_type};base64,${image.data}` } };
  if (image?.type === 'url') return { type: 'image_url', image_url: { url: image.url } };
  throw badField(`${at}.source`, 'only "base64" and "url" images can be passed on');
}

function documentPart({ source, title }: Block, at: string): object {
  const { data: document } = sourceSchema.safeParse(source);
  if (document?.type === 'text') return { type: 'text', text: document.data };
  if (document?.type !== 'base64')
    throw badField(`${at}.source`, 'only "base64" and "text" documents can be passed on');
  const filename = typeof title === 'string' ? title : 'document';
  return {
    type: 'file',
    file: { filename, file_data: `data:${document.media_type};base64,${document.data}` },
  };
}

/** A tool's message holds text only in OpenAI's form; images go to the user's message after it. */
function toolResult(block: Block, at: string): { text: string; media: object[] } {
  const { content = '', tool_use_id: id } = block;
  if (typeof id !== 'string') throw badField(`${at}.tool_use_id`, 'a tool result needs the id of its call');
  if (typeof content === 'string') return { text: content, media: [] };
  if (!Array.isArray(content)) throw badField(`${at}.content`, 'text or a list of blocks is needed');
  const texts: string[] = [];
  const media: object[] = [];
  for (const [position, part] of content.entries()) {
    const inner = `${at}.content.${position}`;
    if (!isBlock(part)) throw badField(inner, 'a content block is needed');
    if (part.type === 'text') texts.push(String(part.text));
    else media.push(userPart(part, inner));
  }
  return { text: texts.join('\n'), media };
}

function isBlock(part: unknown): part is Block {
  return isObject(part) && typeof part.type === 'string';
}

/** A single text as a string, which every server takes. */
function contentOf(parts: object[]): unknown {
  const [first] = parts;
  return parts.length === 1 && first && 'text' in first ? first.text : parts;
}

function unknownBlock({ type }: Block, at: string): Error {
  return badField(`${at}.type`, `"${type}" cannot be passed on to other models`);
}
