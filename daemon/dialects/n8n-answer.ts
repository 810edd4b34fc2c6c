import { z } from 'zod';
import type { Answer } from '../chat/answer.ts';
import type { PageAnswerText } from './dialect.ts';
import { isObject } from './read-body.ts';
import { readLines, readObject } from './read-events.ts';

const linesSchema = z.array(
  z.looseObject({
    type: z.enum(['begin', 'item', 'end']),
    content: z.string().optional(),
    metadata: z.looseObject({ nodeId: z.string().optional() }).optional(),
  }),
);

/** An answer of a workflow, whole or streamed to its last `end`. */
export function readN8nAnswer({ body }: PageAnswerText): Answer | undefined {
  const objects = readLines(body) ?? one(readObject(body));
  const [first] = objects ?? [];
  if (!objects || !first) return undefined;
  return objects.length === 1 ? readWhole(first) : readStream(objects);
}

/** `message` alone is how n8n speaks of itself ("Workflow was started"), so it is no answer of a bot. */
function readWhole(object: Record<string, unknown>): Answer | undefined {
  const output = object.output ?? object.text;
  const text = isObject(output) && output.type === 'text' ? output.text : output;
  if (typeof text !== 'string' || object.error !== undefined) return undefined;
  return answer(
    text,
    Object.keys(object).some((field) => !PLAIN_FIELDS.has(field)),
  );
}

/** The text, and what our own answers add to it. */
const PLAIN_FIELDS = new Set(['output', 'text', 'type', 'content', 'metadata']);

/** Every node that begins must end; answers of several nodes are shown apart, which one text cannot be. */
function readStream(objects: Record<string, unknown>[]): Answer | undefined {
  const { data: lines } = linesSchema.safeParse(objects);
  if (!lines) return undefined;
  const count = (type: string): number => lines.filter((line) => line.type === type).length;
  const begun = count('begin');
  if (begun === 0 || begun !== count('end') || lines.at(-1)?.type !== 'end') return undefined;
  const items = lines.filter(({ type }) => type === 'item');
  if (items.length === 0) return undefined;
  const nodes = new Set(items.map(({ metadata }) => metadata?.nodeId));
  return answer(items.map(({ content }) => content ?? '').join(''), nodes.size > 1);
}

/** Whether the answer to `loadPreviousSession` says that nothing was said before. */
export function isNewN8nSession({ body }: PageAnswerText): boolean {
  const data = readObject(body)?.data;
  return Array.isArray(data) && data.length === 0;
}

function answer(text: string, hasMoreThanText: boolean): Answer {
  const choice = { text, reasoning: '', finishReason: 'stop', hasMoreThanText };
  return { choices: [choice], usage: undefined };
}

function one<Value>(value: Value | undefined): Value[] | undefined {
  return value === undefined ? undefined : [value];
}
