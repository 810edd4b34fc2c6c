import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openPairingsFile, type PairingsFile } from '../../../daemon/config/pairings-file.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NEW = {
  name: 'Laptop',
  browser: 'Chrome',
  origin: `chrome-extension://${'a'.repeat(32)}`,
  token: 'secret-token',
};

let folder: string;
let clock: FakeClock;
let pairings: PairingsFile;
beforeEach(() => {
  folder = temporaryFolder();
  clock = new FakeClock();
  pairings = open();
});

function open(): PairingsFile {
  return openPairingsFile(folder, { user: 'me', clock });
}

test('a pairing is kept with its token, for its owner alone', () => {
  const { id } = pairings.add(NEW);
  expect(open().find(id)).toEqual({
    ...NEW,
    id,
    user: 'me',
    createdAt: clock.now(),
    lastSeenAt: clock.now(),
  });
  expect(statSync(path.join(folder, 'pairings.json')).mode & 0o777).toBe(0o600);
});

test('neither the list nor what a new pairing returns holds the token', () => {
  const added = pairings.add(NEW);
  expect(JSON.stringify([added, pairings.list()])).not.toContain(NEW.token);
});

test('a revoked pairing is gone, also after a restart', () => {
  const { id } = pairings.add(NEW);
  expect(pairings.revoke(id)).toBe(true);
  expect([pairings.find(id), open().find(id)]).toEqual([undefined, undefined]);
});

test('there is nothing to revoke where there is no such pairing', () => {
  expect(pairings.revoke('pairing-unknown')).toBe(false);
});

test('when it was last seen is known to the hour', () => {
  const { id, createdAt } = pairings.add(NEW);
  clock.advance(3_599_000);
  pairings.seen(id);
  expect(open().find(id)?.lastSeenAt).toBe(createdAt);
  clock.advance(1_000);
  pairings.seen(id);
  expect(open().find(id)?.lastSeenAt).toBe(createdAt + 3_600_000);
});

test.each(['{', '{"version":2,"pairings":[]}', '{"version":1}'])(
  'a damaged file is refused with what to do: %s',
  (text) => {
    writeFileSync(path.join(folder, 'pairings.json'), text, { mode: 0o600 });
    expect(open).toThrow(/damaged.*pair your browsers again/s);
  },
);

test('a file that others may read is refused', () => {
  writeFileSync(path.join(folder, 'pairings.json'), '{}', { mode: 0o644 });
  expect(open).toThrow(/chmod 600/);
});
