import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openKeysFile, type KeysFile } from '../../../daemon/config/keys-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CLOCK = { now: () => 1_700_000_000_000, elapsed: () => 0 };
const onUnix = test.skipIf(process.platform === 'win32');

function open(folder: string): KeysFile {
  return openKeysFile(folder, { defaultUser: 'me', clock: CLOCK });
}

test('the first start makes a local admin key of 256 random bits', () => {
  const keys = open(temporaryFolder());
  expect(keys.localKey()).toMatch(/^ao-[\w-]{43}$/);
  expect(keys.find(keys.localKey())).toEqual({
    id: 'local',
    name: 'local',
    user: 'me',
    role: 'admin',
    createdAt: CLOCK.now(),
  });
});

test('the keys are the same after a restart', () => {
  const folder = temporaryFolder();
  const { key } = open(folder).add({ name: 'laptop', user: 'ann', role: 'admin' });
  const again = open(folder);
  expect(again.localKey()).toBe(open(folder).localKey());
  expect(again.find(key)).toMatchObject({ name: 'laptop', user: 'ann', role: 'admin' });
});

test('an added key is for chat and the configured user unless told, and its value is nowhere in the file', () => {
  const folder = temporaryFolder();
  const added = open(folder).add({ name: 'laptop' });
  expect(added).toMatchObject({ user: 'me', role: 'chat' });
  expect(readFileSync(path.join(folder, 'keys.json'), 'utf8')).not.toContain(added.key);
  expect(
    open(folder)
      .list()
      .map(({ name }) => name),
  ).toEqual(['local', 'laptop']);
  expect(JSON.stringify(open(folder).list())).not.toContain('digest');
});

test('a revoked key opens nothing any more', () => {
  const folder = temporaryFolder();
  const keys = open(folder);
  const { id, key } = keys.add({ name: 'laptop' });
  expect(keys.revoke(id)).toBe(true);
  expect(keys.find(key)).toBeUndefined();
  expect(open(folder).find(key)).toBeUndefined();
  expect(keys.revoke(id)).toBe(false);
});

test('revoking the local key replaces it', () => {
  const keys = open(temporaryFolder());
  const old = keys.localKey();
  expect(keys.revoke('local')).toBe(true);
  expect(keys.find(old)).toBeUndefined();
  expect(keys.find(keys.localKey())?.role).toBe('admin');
});

test('odd input is nobody, and never throws', () => {
  const keys = open(temporaryFolder());
  const local = keys.localKey();
  const odd = [
    '',
    ' ',
    local.slice(0, -1),
    `${local}x`,
    local.toUpperCase(),
    `${local.slice(0, -1)}\u00e9`,
    '\u0000',
    '\ud800',
    'x'.repeat(1024 * 1024),
  ];
  for (const presented of odd) expect(keys.find(presented)).toBeUndefined();
});

test('further tokens are accepted for chat where the caller says so', () => {
  const keys = openKeysFile(temporaryFolder(), {
    defaultUser: 'me',
    acceptedTokens: [{ token: 'test-token', user: 'ann' }],
  });
  expect(keys.find('test-token')).toMatchObject({ user: 'ann', role: 'chat' });
  expect(open(temporaryFolder()).find('test-token')).toBeUndefined();
});

test('changing a record that was handed out changes nothing', () => {
  const keys = open(temporaryFolder());
  const record = keys.find(keys.localKey());
  if (record) record.role = 'chat';
  expect(keys.find(keys.localKey())?.role).toBe('admin');
});

test('secrets are compared in constant time', () => {
  const source = readFileSync(new URL('../../../daemon/config/keys-file.ts', import.meta.url), 'utf8');
  expect(source).toContain('timingSafeEqual(key.digest, digest)');
  expect(source).not.toMatch(/(presented|digest|localKey|\bkey)\s*[!=]==?\s/);
});

describe('the file', () => {
  onUnix('is its owner\u2019s alone, and so is the folder, whatever the umask', () => {
    const umask = process.umask(0);
    try {
      const folder = path.join(temporaryFolder(), 'a', 'b');
      open(folder).add({ name: 'x' });
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(statSync(path.join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
    } finally {
      process.umask(umask);
    }
  });

  onUnix.each([0o640, 0o604, 0o660])('is refused with mode %o, with the command that cures it', (mode) => {
    const folder = temporaryFolder();
    open(folder);
    const file = path.join(folder, 'keys.json');
    chmodSync(file, mode);
    expect(() => open(folder)).toThrow(`chmod 600 '${file}'`);
  });

  onUnix('is refused as a symbolic link', () => {
    const folder = temporaryFolder();
    open(folder);
    const file = path.join(folder, 'keys.json');
    renameSync(file, `${file}.real`);
    symlinkSync(`${file}.real`, file);
    expect(() => open(folder)).toThrow('symbolic link');
  });

  onUnix('is refused in a folder that others may enter, unless that is empty', () => {
    const folder = path.join(temporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    open(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    chmodSync(folder, 0o755);
    expect(() => open(folder)).toThrow(`chmod 700 '${folder}'`);
  });

  test.each(['', '{', '[]', '{"version":2}', '{"version":1,"local":{"key":"x","createdAt":0},"keys":[]}'])(
    'is refused when damaged (%j), not overwritten',
    (text) => {
      const folder = temporaryFolder();
      const file = path.join(folder, 'keys.json');
      writeFileSync(file, text, { mode: 0o600 });
      expect(() => open(folder)).toThrow(`${file} is damaged`);
      expect(readFileSync(file, 'utf8')).toBe(text);
    },
  );
});
