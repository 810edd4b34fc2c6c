import { z } from 'zod';
import { closestOf } from './closest.ts';
import { configSchema, type Config } from './config-schema.ts';
import type { KeyPath } from './key-path.ts';
import { isRecord } from '../lib/is-record.ts';
import { describeKeys, schemaAt } from './schema-walk.ts';

/** Something wrong with one key. */
export interface Fault {
  path: KeyPath;
  /** What was expected; never the value that was found, which may be a secret. */
  message: string;
  /** A key that was probably meant, elsewhere. */
  meant?: KeyPath | undefined;
}

/** Reads values as a configuration, defaults filled in; every fault is reported, not only the first. */
export function parseConfig(tree: unknown): { config: Config | undefined; faults: Fault[] } {
  const result = configSchema.safeParse(tree ?? {}, { error: expectationOf });
  if (result.success) return { config: result.data, faults: [] };
  return { config: undefined, faults: result.error.issues.flatMap((issue) => faultsOf(issue)) };
}

/** `section` is where the path of the issue begins. */
function faultsOf(issue: z.core.$ZodIssue, section: KeyPath = []): Fault[] {
  const path = [...section, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], ...unknownKey(path, key) }));
  }
  const meant = issue.code === 'invalid_union' ? meantType(issue) : undefined;
  return meant?.flatMap((within) => faultsOf(within, path)) ?? [{ path, message: issue.message }];
}

/** The issues of the one type whose form a value has, where a key takes several: a list, say, with a wrong element. */
function meantType({ errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const isOfOtherForm = ({ path, code }: z.core.$ZodIssue): boolean =>
    path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
  const [only, another] = errors.filter((issues) => !issues.some(isOfOtherForm));
  return another ? undefined : only;
}

function unknownKey(section: KeyPath, key: string): Omit<Fault, 'path'> {
  const siblings = keysOf(section);
  const near = closestOf(key, siblings);
  if (near) return { message: `unknown key; did you mean "${near}"?` };
  const elsewhere = keyElsewhere(section, key);
  if (elsewhere) return { message: 'unknown key here', meant: elsewhere };
  return { message: `unknown key; expected one of ${siblings.join(', ')}` };
}

/** A key of that name, or nearly, in another section; Milvus' settings, mostly a file of their own, among themselves. */
function keyElsewhere(section: KeyPath, name: string): KeyPath | undefined {
  const isOfMilvus = (path: KeyPath): boolean => path[0] === 'milvus';
  const keys = describeKeys(configSchema).filter(
    ({ path }) => !path.includes('[]') && isOfMilvus(path) === isOfMilvus(section),
  );
  const near = closestOf(
    name,
    keys.map(({ path }) => path.at(-1) ?? ''),
  );
  return keys.find(({ path }) => path.at(-1) === near)?.path;
}

function keysOf(section: KeyPath): string[] {
  const schema = schemaAt(configSchema, section);
  const forms = schema instanceof z.ZodUnion ? schema.options : [schema];
  return forms.flatMap((form) => (form instanceof z.ZodObject ? Object.keys(form.shape) : []));
}

/** What zod found, as a sentence for people; undefined leaves the message that the schema itself gives. */
function expectationOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    const expected = TYPE_NAMES.get(issue.expected) ?? issue.expected;
    return issue.input === undefined
      ? `missing; expected ${expected}`
      : `expected ${expected}, found ${kindOf(issue.input)}`;
  }
  if (issue.code === 'invalid_value')
    return `expected one of ${issue.values.map(String).join(', ')}${meant(issue)}`;
  if (issue.code === 'invalid_union') {
    // What each of its types would have wanted.
    const wanted = issue.errors.flatMap(([first]) => first?.message.replace(/, found .*/, '') ?? []);
    return wanted.find((one) => one.includes('did you mean')) ?? wanted.join(', or ');
  }
  if (issue.code === 'too_small')
    return `expected ${issue.inclusive ? 'at least' : 'more than'} ${amount(issue.origin, issue.minimum)}`;
  if (issue.code === 'too_big') return `expected at most ${amount(issue.origin, issue.maximum)}`;
  return undefined;
}

const TYPE_NAMES = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a section with keys'],
  ['record', 'a section with keys'],
]);

function kindOf(input: unknown): string {
  if (input === null) return 'nothing';
  if (Array.isArray(input)) return 'a list';
  if (isRecord(input)) return 'a section with keys';
  return TYPE_NAMES.get(typeof input) ?? typeof input;
}

function meant({ input, values }: { input?: unknown; values: readonly unknown[] }): string {
  const near = typeof input === 'string' ? closestOf(input, values.map(String)) : undefined;
  return near ? `; did you mean "${near}"?` : '';
}

function amount(origin: string, limit: number | bigint): string {
  if (origin === 'string') return limit === 1 ? 'one character' : `${limit} characters`;
  return origin === 'array' ? `${limit} in the list` : String(limit);
}
