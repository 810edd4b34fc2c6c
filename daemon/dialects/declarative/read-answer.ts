import type { Answer } from '../../chat/answer.ts';
import type { PageAnswerText } from '../dialect.ts';
import type { Adapter } from './adapter-schema.ts';
import { textAt, valuesAt } from './json-places.ts';
import { eventTexts, lineTexts } from '../read-events.ts';
import { parseJson } from '../../lib/parse-json.ts';

type AnswerForm = Adapter['answer'];
type StreamForm = NonNullable<AnswerForm['stream']>;

/** A page's own answer by the adapter's paths; undefined where it is cut off, failed or not understood. */
export function readWith({ json, stream }: AnswerForm, { body }: PageAnswerText): Answer | undefined {
  const whole = parseJson(body);
  const text =
    json && whole !== undefined
      ? readWhole(json, whole)
      : stream && readStream(stream, stream.format === 'sse' ? eventTexts(body) : lineTexts(body));
  if (text === undefined || text === '') return undefined;
  const choice = { text, reasoning: '', finishReason: 'stop', hasMoreThanText: false };
  return { choices: [choice], usage: undefined };
}

function readWhole({ text, complete }: NonNullable<AnswerForm['json']>, whole: unknown): string | undefined {
  if (complete && valuesAt(whole, complete.path)[0] !== complete.equals) return undefined;
  return textAt(whole, text);
}

/** Each event's text, up to the event that ends the answer; what comes without that end is cut off. */
function readStream({ text, end, error }: StreamForm, events: readonly string[]): string | undefined {
  let read = '';
  for (const data of events) {
    if ('data' in end && data === end.data) return read;
    const event = parseJson(data);
    if (event === undefined) return undefined;
    if (error !== undefined && valuesAt(event, error).some((value) => value !== null)) return undefined;
    read += textAt(event, text) ?? '';
    if ('path' in end && valuesAt(event, end.path)[0] === end.equals) return read;
  }
  return undefined;
}
