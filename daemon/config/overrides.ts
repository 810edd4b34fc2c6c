import path from 'node:path';
import { parse } from 'yaml';
import { configSchema } from './config-schema.ts';
import { closestOf } from './closest.ts';
import { describeKeys, isRelativeTo, schemaAt, valueFromText, type KeyDescription } from './schema-walk.ts';

/** One value from outside the file, which takes the file's place. */
export interface Override {
  /** Names from the root; overrides stop at lists, which they replace whole. */
  path: readonly string[];
  value: unknown;
  /** Where it came from, as named in faults. */
  source: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'ASKONCE_';
/** Variables of ours that are no keys of the configuration. */
const OTHER_VARIABLES = new Set(['ASKONCE_CONFIG_FOLDER']);

/** The variable that sets a key: ASKONCE_SEMANTIC_CACHE_ENABLED for semantic_cache.enabled. */
export function variableName(keyPath: readonly string[]): string {
  return PREFIX + keyPath.join('_').toUpperCase();
}

/** What the environment says, and a warning for each ASKONCE_ variable that means nothing. An empty one counts as unset. */
export function overridesFromEnvironment(environment: Environment): {
  overrides: Override[];
  warnings: string[];
} {
  const known = new Map(settableKeys().map((key) => [variableName(key.path), key]));
  const given = Object.entries(environment).filter(
    ([name]) => name.startsWith(PREFIX) && !OTHER_VARIABLES.has(name),
  );
  const overrides = given.flatMap(([name, text]) => {
    const key = known.get(name);
    if (!key || !text) return [];
    const value = absolutePath(key, valueFromText(key.schema, text, parseLeniently));
    return [{ path: key.path, value, source: `environment variable ${name}` }];
  });
  const unknown = given.map(([name]) => name).filter((name) => !known.has(name));
  return { overrides, warnings: unknown.map((name) => unknownVariable(name, [...known.keys()])) };
}

/** What the command line says; `flags` maps key paths ("server.port") to values, undefined where a flag was not given. */
export function overridesFromFlags(flags: Readonly<Record<string, unknown>>): Override[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const keyPath = name.split('.');
    const key = settableKeys().find((candidate) => candidate.path.join('.') === name);
    const read =
      typeof value === 'string'
        ? valueFromText(schemaAt(configSchema, keyPath), value, parseLeniently)
        : value;
    return [
      { path: keyPath, value: key ? absolutePath(key, read) : read, source: `command line, for ${name}` },
    ];
  });
}

/** Keys outside of lists. */
function settableKeys(): KeyDescription[] {
  return describeKeys(configSchema).filter((key) => !key.path.includes('[]'));
}

function absolutePath(key: KeyDescription, value: unknown): unknown {
  return isRelativeTo(key, value) ? path.resolve(value) : value;
}

/** What does not parse stays text, which the schema then faults. */
function parseLeniently(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

function unknownVariable(name: string, known: string[]): string {
  const closest = closestOf(name, known);
  const hint = closest ? ` Did you mean ${closest}?` : '';
  return `The environment variable ${name} is ignored: no key of the configuration has that name.${hint}`;
}
