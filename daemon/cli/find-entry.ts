import type { EntryView } from '../server/own-api.ts';
import type { CacheAdmin } from './cache-admin.ts';
import { CommandError, EXIT } from './command-error.ts';

/** Fewer characters of an id would be a guess. */
const SHORTEST_BEGINNING = 6;
const PAGE_SIZE = 500;

/** The entry with this id or, where none has it, the only one whose id begins so. */
export async function findEntry(admin: CacheAdmin, id: string): Promise<EntryView> {
  const exact = await admin.show(id);
  if (exact) return exact;
  if (id.length < SHORTEST_BEGINNING) {
    throw new CommandError(
      `"${id}" is too short: give at least ${SHORTEST_BEGINNING} characters of the id.`,
      EXIT.usage,
    );
  }
  const matches = await findBeginning(admin, id.toLowerCase());
  const [match] = matches;
  if (!match) throw new CommandError(`No stored answer has the id ${id}. See: askonce cache list`);
  if (matches.length > 1) {
    throw new CommandError(
      `Several ids begin with ${id}: ${matches.map((entry) => entry.id).join(', ')}. Give more of it.`,
    );
  }
  return match;
}

async function findBeginning(admin: CacheAdmin, beginning: string): Promise<EntryView[]> {
  const matches: EntryView[] = [];
  for (let offset = 0; ; offset += PAGE_SIZE) {
    const { entries } = await admin.list({ offset, limit: PAGE_SIZE });
    matches.push(...entries.filter(({ id }) => id.startsWith(beginning)));
    if (entries.length < PAGE_SIZE) return matches;
  }
}
