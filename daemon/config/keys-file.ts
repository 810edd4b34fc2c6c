import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import path from 'node:path';
import { systemClock, type Clock } from '../lib/clock.ts';
import { ensurePrivateFolder } from './folders.ts';
import { newKey, readOrCreateKeys, writeKeys, type KeysContent } from './keys-content.ts';

/** Who holds an API key, and what it allows: "chat" for asking, "admin" for the daemon's own API too. */
export interface KeyRecord {
  id: string;
  name: string;
  user: string;
  role: 'admin' | 'chat';
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** The API keys of this installation. One process at a time writes them: the daemon or, where none runs, the command line. */
export interface KeysFile {
  /** Without the keys themselves. */
  list(): KeyRecord[];
  /** Makes a key. It is in the answer, this once; the file keeps its digest only. Role "chat" unless told. */
  add(key: {
    name: string;
    user?: string | undefined;
    role?: KeyRecord['role'] | undefined;
  }): KeyRecord & { key: string };
  /** Makes a key worthless from now on; false where there is none. The local key is replaced by a new one. */
  revoke(id: string): boolean;
  /** Whose key this is. Takes the same time for every wrong key, and never throws. */
  find(presented: string): KeyRecord | undefined;
  /** The key of the machine's owner, for the command line and for what `start` prints. */
  localKey(): string;
}

export interface KeysFileOptions {
  /** Whose the keys without a user are: the configured identity's. */
  defaultUser: string;
  /** Further tokens to accept as they stand, with the role "chat" (the demo's "test-token"). */
  acceptedTokens?: readonly { token: string; user: string }[];
  clock?: Clock;
}

const LOCAL_ID = 'local';
/**
 * Opens keys.json in `folder`; made with a local key where there is none. Throws a sentence with the cure where the
 * file is damaged, or where others could read it.
 */
export function openKeysFile(
  folder: string,
  { defaultUser, acceptedTokens = [], clock = systemClock }: KeysFileOptions,
): KeysFile {
  const file = path.join(ensurePrivateFolder(folder), 'keys.json');
  let content = readOrCreateKeys(file, clock);
  const accepted = acceptedTokens.map(({ token, user }, position) => ({
    digest: digestOf(token),
    record: {
      id: `token-${position + 1}`,
      name: 'accepted token',
      user,
      role: 'chat' as const,
      createdAt: 0,
    },
  }));
  let known = knownKeys(content, defaultUser);

  function save(changed: KeysContent): void {
    writeKeys(file, changed);
    content = changed;
    known = knownKeys(content, defaultUser);
  }

  return {
    list: () => known.map(({ record }) => ({ ...record })),
    add({ name, user: owner, role = 'chat' }) {
      const key = newKey();
      const record = { id: `key-${randomBytes(4).toString('hex')}`, name, role, createdAt: clock.now() };
      const stored = {
        ...record,
        ...(owner === undefined ? {} : { user: owner }),
        digest: digestOf(key).toString('hex'),
      };
      save({ ...content, keys: [...content.keys, stored] });
      return { ...record, user: owner ?? defaultUser, key };
    },
    revoke(id) {
      if (id === LOCAL_ID) {
        save({ ...content, local: { key: newKey(), createdAt: clock.now() } });
        return true;
      }
      const keys = content.keys.filter((key) => key.id !== id);
      if (keys.length === content.keys.length) return false;
      save({ ...content, keys });
      return true;
    },
    find: (presented) => findKey([...known, ...accepted], presented),
    localKey: () => content.local.key,
  };
}

interface KnownKey {
  digest: Buffer;
  record: KeyRecord;
}

/** Digests are of one length whatever was presented, and all are compared: the time says nothing about any key. */
function findKey(known: readonly KnownKey[], presented: string): KeyRecord | undefined {
  const digest = digestOf(presented);
  const matches = known.filter((key) => timingSafeEqual(key.digest, digest));
  return matches[0] && { ...matches[0].record };
}

function knownKeys({ local, keys }: KeysContent, user: string): KnownKey[] {
  const own = { id: LOCAL_ID, name: LOCAL_ID, user, role: 'admin' as const, createdAt: local.createdAt };
  const added = keys.map(({ digest, ...record }) => ({
    digest: Buffer.from(digest, 'hex'),
    record: { ...record, user: record.user ?? user },
  }));
  return [{ digest: digestOf(local.key), record: own }, ...added];
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
