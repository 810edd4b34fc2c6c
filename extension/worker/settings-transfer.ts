import * as z from 'zod';
import { readSettings, type Settings } from './settings';

const FORMAT = 'askonce-extension-settings';
const fileSchema = z.object({ format: z.literal(FORMAT), settings: z.unknown() });

/** The settings as a file's text; the pairing and its token are not among them. */
export function exportSettings(settings: Settings): string {
  return JSON.stringify({ format: FORMAT, settings }, null, 2);
}

/** @throws with words for the user. */
export function importSettings(text: string): Settings {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This file is not JSON.');
  }
  const file = fileSchema.safeParse(value);
  if (!file.success) throw new Error('This file holds no settings of the AskOnce extension.');
  try {
    return readSettings(file.data.settings);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    const place = issue?.path.join('.') ?? 'settings';
    throw new Error(`The settings do not fit at "${place}": ${issue?.message ?? 'unknown'}`, {
      cause: error,
    });
  }
}
