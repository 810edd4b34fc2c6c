import { compile } from 'json-p3';
import { isObject } from '../read-body.ts';
import { TEXT_PLACE } from './adapter-schema.ts';

/** All values at a JSONPath. */
export function valuesAt(tree: unknown, path: string): unknown[] {
  return compile(path).query(asJson(tree)).values();
}

/** The text at a JSONPath; undefined where there is none, more than one, or something else. */
export function textAt(tree: unknown, path: string): string | undefined {
  const values = valuesAt(tree, path);
  const [value] = values;
  return values.length === 1 && typeof value === 'string' ? value : undefined;
}

/** A copy with everything at these paths taken out. */
export function without(tree: unknown, paths: readonly string[]): unknown {
  const copy = structuredClone(tree);
  for (const path of paths) {
    // From the last to the first, so that the places of a list hold while it shrinks.
    for (const place of placesOf(copy, path).reverse()) {
      const [parent, key] = parentOf(copy, place);
      if (Array.isArray(parent) && typeof key === 'number') parent.splice(key, 1);
      else if (isObject(parent) && key !== undefined) Reflect.deleteProperty(parent, key);
    }
  }
  return copy;
}

/** A copy with another value at a path. */
export function withValue(tree: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(tree);
  for (const place of placesOf(copy, path)) {
    const [parent, key] = parentOf(copy, place);
    if ((isObject(parent) || Array.isArray(parent)) && key !== undefined) Reflect.set(parent, key, value);
  }
  return copy;
}

/** A template with the text in its place, wherever in a string that is. */
export function filled(template: unknown, text: string): unknown {
  if (typeof template === 'string') return template.replaceAll(TEXT_PLACE, () => text);
  if (Array.isArray(template)) return template.map((item) => filled(item, text));
  if (!isObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, text)]));
}

type Place = (string | number)[];

function placesOf(tree: unknown, path: string): Place[] {
  return compile(path)
    .query(asJson(tree))
    .nodes.map(({ location }) => location);
}

function parentOf(tree: unknown, place: Place): [unknown, string | number | undefined] {
  const parent = place
    .slice(0, -1)
    .reduce<unknown>(
      (node, key) => (isObject(node) || Array.isArray(node) ? Reflect.get(node, key) : undefined),
      tree,
    );
  return [parent, place.at(-1)];
}

type Json = Parameters<ReturnType<typeof compile>['query']>[0];

/** What was read by JSON.parse. */
function asJson(tree: unknown): Json {
  return tree as Json;
}
