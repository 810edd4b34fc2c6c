import { createParser } from 'eventsource-parser';
import { parseJson } from '../lib/parse-json.ts';
import { isObject } from './read-body.ts';

/** The JSON objects of an event stream in order, `[DONE]` left out; undefined where one is not JSON: cut off. */
export function readEvents(text: string): Record<string, unknown>[] | undefined {
  return readObjects(eventTexts(text).filter((data) => data.trim() !== '[DONE]'));
}

/** The data of each event of an event stream. */
export function eventTexts(text: string): string[] {
  const texts: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => texts.push(data) });
  // A last event without its blank line is no event by the standard, but real clients take it.
  parser.feed(`${text}\n\n`);
  return texts;
}

/** The JSON objects of newline-delimited JSON; undefined where a line is not one. */
export function readLines(text: string): Record<string, unknown>[] | undefined {
  return readObjects(lineTexts(text));
}

/** The lines of newline-delimited JSON. */
export function lineTexts(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** A JSON object, or undefined. */
export function readObject(text: string): Record<string, unknown> | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

/** Whether a body is one JSON object rather than a stream: by its text, since content types lie. */
export function looksLikeJson(text: string): boolean {
  return text.trimStart().startsWith('{');
}

function readObjects(texts: string[]): Record<string, unknown>[] | undefined {
  const objects: Record<string, unknown>[] = [];
  for (const text of texts) {
    const object = readObject(text);
    if (!object) return undefined;
    objects.push(object);
  }
  return objects.length === 0 ? undefined : objects;
}
