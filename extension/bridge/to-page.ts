/** Writes what goes into the page, with nothing in it that is for people only. */
import type { ToPage } from '../messages';

export function encodeToPage(message: ToPage): string {
  return JSON.stringify(message, (key, value: unknown) => (key === 'source' ? undefined : value));
}
