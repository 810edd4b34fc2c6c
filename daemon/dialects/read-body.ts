import type { z } from 'zod';
import { DaemonError } from '../lib/errors.ts';

/** A client's body by a schema. @throws DaemonError 400 that names the first field that does not fit. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  body: unknown,
  /** For people: what is needed where the body is no object at all. */
  needed: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  if (field === '')
    throw badRequest(`The body is not a chat request: a JSON object with ${needed} is needed.`);
  throw badField(field, issue?.message ?? 'invalid');
}

/** A field that we cannot read, or cannot say in the words of other models. */
export function badField(field: string, problem: string): DaemonError {
  return badRequest(`"${field}": ${problem}.`);
}

function badRequest(message: string): DaemonError {
  return new DaemonError({ code: 'invalid_request', status: 400, message });
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a client gave the field a value; several write null, false, "" or [] for none. */
export function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return !Array.isArray(value) || value.length > 0;
}

/** The fields of an object but for some. */
export function without(
  body: Readonly<Record<string, unknown>>,
  fields: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).filter(([field, value]) => !fields.has(field) && isGiven(value)),
  );
}

/** Fields of an object, those that are given. */
export function only(
  body: Readonly<Record<string, unknown>>,
  fields: ReadonlySet<string>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).filter(
      ([field, value]) => fields.has(field) && value !== undefined && value !== null,
    ),
  );
}

/** The same body with another model name. */
export function withModel(body: unknown, model: string): unknown {
  return isObject(body) ? { ...body, model } : body;
}
