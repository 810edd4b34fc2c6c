import { z } from 'zod';
import { NONE } from './schema-values.ts';

/** What a schema says of one key of the configuration. */
export interface KeyDescription {
  /** Names from the root; '[]' stands for each element of a list. */
  path: readonly string[];
  /** Its values, for people: `number`, `text`, `true, false`, `fifo, lru, lfu`, `list of text`. */
  type: string;
  /** The value where the key is absent; undefined where it has none. */
  defaultValue: unknown;
  /** Whether the section or element that it belongs to is invalid without it. */
  isRequired: boolean;
  isSecret: boolean;
  /** Whether relative values are relative to something; "none" may stand for no path at all. */
  isPath: boolean;
  mayBeNone: boolean;
  /** Its schema without the wrappers for default and optional. */
  schema: unknown;
}

/**
 * Every key that holds a value (sections themselves are left out), in the order of the schema. A lazy section is one key:
 * its own keys may repeat without end, and are described elsewhere.
 */
export function describeKeys(schema: unknown, path: readonly string[] = []): KeyDescription[] {
  const { core, ...wrapping } = unwrap(schema);
  if (core instanceof z.ZodObject) {
    return Object.entries(core.shape).flatMap(([name, child]) => describeKeys(child, [...path, name]));
  }
  const own: KeyDescription = {
    path,
    type: typeOf(core),
    ...wrapping,
    isSecret: isSecretSchema(core),
    isPath: isPathKind(kindOf(core)),
    mayBeNone: kindOf(core) === 'path-or-none',
    schema: core,
  };
  if (core instanceof z.ZodArray && unwrap(core.element).core instanceof z.ZodObject) {
    return [own, ...describeKeys(core.element, [...path, '[]'])];
  }
  return [own];
}

/** The schema without its wrappers that a value at `path` must meet; undefined where the schema has no such key. */
export function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  const { core } = unwrap(schema);
  if (core instanceof z.ZodLazy) return schemaAt(core.unwrap(), path);
  const [name, ...rest] = path;
  if (name === undefined) return core;
  if (core instanceof z.ZodObject && Object.hasOwn(core.shape, name)) {
    return schemaAt(core.shape[String(name)], rest);
  }
  if (core instanceof z.ZodUnion) {
    return core.options.map((option) => schemaAt(option, path)).find((found) => found !== undefined);
  }
  return core instanceof z.ZodArray ? schemaAt(core.element, rest) : undefined;
}

/** Reads a value written as text (an environment variable) for a schema; text that does not fit is left for the schema to fault. */
export function valueFromText(schema: unknown, text: string, parseYaml: (text: string) => unknown): unknown {
  if (schema instanceof z.ZodNumber)
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (schema instanceof z.ZodUnion) return valueOfUnion(schema.options, text, parseYaml);
  if (schema instanceof z.ZodBoolean) return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
  if (!(schema instanceof z.ZodArray)) return text;
  if (unwrap(schema.element).core instanceof z.ZodObject) return parseYaml(text);
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** Whether values of this schema must never be shown. */
export function isSecretSchema(core: unknown): boolean {
  return kindOf(core) === 'secret';
}

/** The first reading that is more than the text itself. */
function valueOfUnion(
  options: readonly unknown[],
  text: string,
  parseYaml: (text: string) => unknown,
): unknown {
  const readings = options.map((option) => valueFromText(option, text, parseYaml));
  return readings.find((reading) => reading !== text) ?? text;
}

/** Whether a value of this key is to be made absolute. */
export function isRelativeTo({ isPath, mayBeNone }: KeyDescription, value: unknown): value is string {
  return isPath && typeof value === 'string' && value !== '' && !(mayBeNone && value === NONE);
}

function isPathKind(kind: unknown): boolean {
  return kind === 'path' || kind === 'path-or-none';
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

interface Unwrapped {
  core: unknown;
  defaultValue: unknown;
  isRequired: boolean;
}

function unwrap(schema: unknown): Unwrapped {
  if (schema instanceof z.ZodOptional) return { ...unwrap(schema.unwrap()), isRequired: false };
  if (schema instanceof z.ZodDefault) {
    return { ...unwrap(schema.unwrap()), defaultValue: schema.def.defaultValue, isRequired: false };
  }
  if (schema instanceof z.ZodPrefault) return { ...unwrap(schema.unwrap()), isRequired: false };
  return { core: schema, defaultValue: undefined, isRequired: true };
}

function typeOf(core: unknown): string {
  if (core instanceof z.ZodNumber) return core.format === 'safeint' ? 'whole number' : 'number';
  if (core instanceof z.ZodBoolean) return 'true, false';
  if (core instanceof z.ZodLazy) return 'section';
  if (core instanceof z.ZodEnum) return core.options.join(', ');
  if (core instanceof z.ZodArray) {
    const { core: element } = unwrap(core.element);
    return `list of ${element instanceof z.ZodObject ? 'sections' : typeOf(element)}`;
  }
  if (core instanceof z.ZodObject) return 'section';
  if (core instanceof z.ZodUnion) return core.options.map((option) => typeOf(option)).join(', ');
  if (kindOf(core) === 'path-or-none') return 'path, none';
  return isPathKind(kindOf(core)) ? 'path' : 'text';
}

function kindOf(core: unknown): unknown {
  return core instanceof z.ZodString ? core.meta()?.kind : undefined;
}
