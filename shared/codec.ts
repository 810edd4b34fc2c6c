import type { z } from 'zod';
import type { DaemonMessage, ExtensionMessage } from './protocol';

/** What one text frame of the socket holds. */
type Decoded<T> = { ok: true; message: T } | { ok: false; error: string };

/** A message as the text of one WebSocket frame. */
export function encode(message: DaemonMessage | ExtensionMessage): string {
  return JSON.stringify(message);
}

/** The only place that parses what came over the socket. The error says where it does not fit, never what stood there. */
export function decode<T>(text: string, schema: z.ZodType<T>): Decoded<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, error: 'This is not JSON.' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  return { ok: false, error: place === '' ? 'This is no message.' : `"${place}" does not fit.` };
}
