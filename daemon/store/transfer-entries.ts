import type { AnswerStore } from './answer-store.ts';
import { parsePortableEntry, writePortableEntry } from './portable-entry.ts';

/** Everything in the store, a line an entry. */
export async function* exportLines(store: AnswerStore): AsyncGenerator<string> {
  for await (const entry of store.entries()) yield `${writePortableEntry(entry)}\n`;
}

/** Puts entries into the store. Lines that do not parse are counted and left out: one bad line must not lose the rest. */
export async function importLines(
  store: AnswerStore,
  lines: readonly string[],
): Promise<{ imported: number; skipped: number }> {
  let imported = 0;
  let skipped = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const parsed = parsePortableEntry(line);
    if (parsed.ok) {
      await store.put(parsed.entry);
      imported += 1;
    } else skipped += 1;
  }
  return { imported, skipped };
}
