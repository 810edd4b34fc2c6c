import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { systemClock, type Clock } from '../lib/clock.ts';
import { ensurePrivateFolder } from './folders.ts';
import { readPrivateFile, replacePrivateFile } from './private-file.ts';
import { parseJson } from '../lib/parse-json.ts';

const pairingSchema = z.object({
  id: z.string(),
  /** What the extension calls itself: "Chrome on laptop". */
  name: z.string(),
  browser: z.string(),
  /** chrome-extension://<id> or moz-extension://<uuid>: connections of this pairing come from there and nowhere else. */
  origin: z.string(),
  /** Whose answers it gets. */
  user: z.string(),
  /** The secret that both sides hold. */
  token: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  lastSeenAt: z.number(),
});
const fileSchema = z.object({ version: z.literal(1), pairings: z.array(pairingSchema) });

type Pairing = z.infer<typeof pairingSchema>;
/** A pairing as others may see it. */
export type PairingRecord = Omit<Pairing, 'token'>;

/** The paired extensions. One process at a time writes them: the daemon or, where none runs, the command line. */
export interface PairingsFile {
  /** Without the tokens. */
  list(): PairingRecord[];
  add(pairing: Pick<Pairing, 'name' | 'browser' | 'origin' | 'token'>): PairingRecord;
  /** False where there is none. */
  revoke(id: string): boolean;
  /** With the token. */
  find(id: string): Pairing | undefined;
  /** Notes that it was seen now; written once an hour at most. */
  seen(id: string): void;
}

const SEEN_EVERY_MS = 3_600_000;

/**
 * Opens pairings.json in `folder`, mode 0600; there need not be one. Throws a sentence with the cure where the file is
 * damaged, or where others could read it.
 */
export function openPairingsFile(
  folder: string,
  { user, clock = systemClock }: { user: string; clock?: Clock },
): PairingsFile {
  const file = path.join(ensurePrivateFolder(folder), 'pairings.json');
  let pairings = readPairings(file);

  function save(changed: Pairing[]): void {
    replacePrivateFile(file, `${JSON.stringify({ version: 1, pairings: changed }, null, 2)}\n`);
    pairings = changed;
  }

  return {
    list: () => pairings.map(({ token: _token, ...record }) => record),
    add(pairing) {
      const now = clock.now();
      const id = `pairing-${randomBytes(6).toString('hex')}`;
      const { token, ...record } = { ...pairing, id, user, createdAt: now, lastSeenAt: now };
      save([...pairings, { ...record, token }]);
      return record;
    },
    revoke(id) {
      const others = pairings.filter((pairing) => pairing.id !== id);
      if (others.length === pairings.length) return false;
      save(others);
      return true;
    },
    find: (id) => pairings.find((pairing) => pairing.id === id),
    seen(id) {
      const now = clock.now();
      const isDue = pairings.some((one) => one.id === id && now - one.lastSeenAt >= SEEN_EVERY_MS);
      if (isDue) save(pairings.map((one) => (one.id === id ? { ...one, lastSeenAt: now } : one)));
    },
  };
}

function readPairings(file: string): Pairing[] {
  const text = readPrivateFile(file);
  if (text === undefined) return [];
  const parsed = fileSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data.pairings;
  throw new Error(
    `${file} is damaged. Restore it from a backup; or delete it, and pair your browsers again.`,
  );
}
