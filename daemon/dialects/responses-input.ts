import { z } from 'zod';
import type { ChatMessage } from '../chat/chat-request.ts';
import { badField, isObject } from './read-body.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Input items as OpenAI's chat messages. @throws DaemonError 400 for items that live on OpenAI's servers. */
export function readInputItems(items: readonly Fields[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const [position, item] of items.entries()) {
    const at = `input.${position}`;
    const type = typeof item.type === 'string' ? item.type : 'message';
    if (type === 'message') messages.push(message(item, at));
    else if (type === 'function_call') addCall(messages, item, at);
    else if (type === 'function_call_output') messages.push(callOutput(item, at));
    // A model is not shown its earlier thinking in the chat form.
    else if (type !== 'reasoning')
      throw badField(`${at}.type`, `"${type}" cannot be passed on to other models`);
  }
  if (messages.length === 0) throw badField('input', 'there is no message in it');
  return messages;
}

const ROLES: Readonly<Record<string, string>> = {
  user: 'user',
  assistant: 'assistant',
  system: 'system',
  // Most other servers do not know this newer name of the system's role.
  developer: 'system',
};

function message({ role, content }: Fields, at: string): ChatMessage {
  const known = typeof role === 'string' ? ROLES[role] : undefined;
  if (known === undefined)
    throw badField(`${at}.role`, '"user", "assistant", "system" or "developer" is needed');
  if (typeof content === 'string') return { role: known, content };
  if (!Array.isArray(content)) throw badField(`${at}.content`, 'text or a list of parts is needed');
  const parts = content.map((part: unknown, position) => partOf(part, `${at}.content.${position}`));
  const texts = parts.map((part) => ('text' in part ? String(part.text) : undefined));
  const isText = texts.every((text) => text !== undefined);
  // One text as a string, which every server takes; an assistant's parts are pieces of one text.
  if (isText && (texts.length === 1 || known === 'assistant'))
    return { role: known, content: texts.join('') };
  return { role: known, content: parts };
}

const partSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  refusal: z.string().optional(),
  image_url: z.string().nullish(),
  detail: z.string().nullish(),
  file_data: z.string().nullish(),
  filename: z.string().nullish(),
});

function partOf(part: unknown, at: string): object {
  const { data } = partSchema.safeParse(part);
  if (!data) throw badField(at, 'a content part with a "type" is needed');
  switch (data.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'refusal':
      return { type: 'text', text: data.text ?? data.refusal ?? '' };
    case 'input_image':
      if (!data.image_url) throw badField(`${at}.image_url`, 'an image can be passed on by its address only');
      return {
        type: 'image_url',
        image_url: { url: data.image_url, ...(data.detail && { detail: data.detail }) },
      };
    case 'input_file':
      if (!data.file_data) throw badField(`${at}.file_data`, 'a file can be passed on by its content only');
      return { type: 'file', file: { filename: data.filename ?? 'file', file_data: data.file_data } };
    default:
      throw badField(`${at}.type`, `"${data.type}" cannot be passed on to other models`);
  }
}

/** Calls of one turn belong into one message: that of the text before them, or that of the call before. */
function addCall(messages: ChatMessage[], item: Fields, at: string): void {
  const { call_id: id, name, arguments: text } = item;
  if (typeof id !== 'string' || typeof name !== 'string')
    throw badField(at, 'a function call needs "call_id" and "name"');
  const call = { id, type: 'function', function: { name, arguments: text ?? '{}' } };
  const last = messages.at(-1);
  if (last?.role !== 'assistant') {
    messages.push({ role: 'assistant', content: null, tool_calls: [call] });
    return;
  }
  last.tool_calls = Array.isArray(last.tool_calls) ? [...(last.tool_calls as unknown[]), call] : [call];
}

function callOutput({ call_id: id, output }: Fields, at: string): ChatMessage {
  if (typeof id !== 'string') throw badField(`${at}.call_id`, 'an output needs the id of its call');
  if (typeof output === 'string') return { role: 'tool', tool_call_id: id, content: output };
  if (!Array.isArray(output)) throw badField(`${at}.output`, 'text or a list of parts is needed');
  const texts = output.map((part: unknown) =>
    isObject(part) && typeof part.text === 'string' ? part.text : undefined,
  );
  if (!texts.every((text) => text !== undefined))
    throw badField(`${at}.output`, 'only text can be passed on as the output of a function');
  return { role: 'tool', tool_call_id: id, content: texts.join('\n') };
}
