import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CacheEntry } from '../../../daemon/chat/cache-entry.ts';
import { writePortableEntry } from '../../../daemon/store/portable-entry.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

interface Setting {
  cli: TestCli;
  folder: string;
  file: string;
  /** The bytes of an export of all entries. */
  whole: string;
}

const COUNT = 9;

async function setting(): Promise<Setting> {
  const cli = testCli();
  const entries = Array.from({ length: COUNT }, (_, index) => cacheEntry(index + 1));
  for (const entry of entries) await cli.store.put(entry);
  const folder = temporaryFolder();
  const whole = entries.map((entry) => `${writePortableEntry(entry)}\n`).join('');
  return { cli, folder, file: path.join(folder, 'answers.ndjson'), whole };
}

/** An export that ends after `count` entries. */
async function interrupted(count: number): Promise<Setting & { errors: string }> {
  const made = await setting();
  const { errors } = await brokenOff(made, count);
  return { ...made, errors };
}

async function brokenOff({ cli, file }: Setting, count: number): Promise<{ errors: string }> {
  const entries = cli.store.entries.bind(cli.store);
  let left = count;
  cli.store.entries = async function* (after?: string): AsyncGenerator<CacheEntry> {
    for await (const entry of entries(after)) {
      if (left === 0) throw new Error('the power went');
      left -= 1;
      yield entry;
    }
  };
  const { code, errors } = await cli.run('cache', 'export', file);
  cli.store.entries = entries;
  expect(code).toBe(1);
  return { errors };
}

test('an interrupted export leaves what it has beside the file, private, and says so', async () => {
  const { file, folder, errors, whole } = await interrupted(4);
  expect(errors).toContain(
    `What was exported so far is in ${file}.part: the same command goes on from there.`,
  );
  expect(readdirSync(folder)).toEqual(['answers.ndjson.part', 'answers.ndjson.part.json']);
  expect(whole.startsWith(readFileSync(`${file}.part`, 'utf8'))).toBe(true);
  if (process.platform === 'win32') return;
  for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
});

test('the next export goes on from there, and its file is as if nothing had happened', async () => {
  const { cli, file, folder, whole } = await interrupted(4);
  expect(await cli.run('cache', 'export', file)).toMatchObject({
    code: 0,
    errors:
      `Going on after the 4 entries in ${file}.part (--restart starts over).\n` +
      `Exported ${COUNT} entries to ${file}.\n`,
  });
  expect(readFileSync(file, 'utf8')).toBe(whole);
  expect(readdirSync(folder)).toEqual(['answers.ndjson']);
});

test('wherever the interrupted one was cut, the file is the same', async () => {
  const made = await setting();
  const { cli, file, whole } = made;
  const bytes = Buffer.from(whole);
  for (let end = 0; end <= bytes.length; end += 131) {
    await brokenOff(made, 1);
    writeFileSync(`${file}.part`, bytes.subarray(0, end));
    expect((await cli.run('cache', 'export', file)).code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  }
});

test('an export may be interrupted again and again', async () => {
  const made = await setting();
  for (let run = 1; run < COUNT; run++) await brokenOff(made, 1);
  expect((await made.cli.run('cache', 'export', made.file)).code).toBe(0);
  expect(readFileSync(made.file, 'utf8')).toBe(made.whole);
});

test('it goes on although the last entry was deleted meanwhile', async () => {
  const { cli, file, whole } = await interrupted(4);
  await cli.store.delete(cacheEntry(4).id);
  await cli.run('cache', 'export', file);
  expect(readFileSync(file, 'utf8')).toBe(whole);
});

test('--restart starts over', async () => {
  const { cli, file, whole } = await interrupted(4);
  expect((await cli.run('cache', 'export', file, '--restart')).errors).toBe(
    `Exported ${COUNT} entries to ${file}.\n`,
  );
  expect(readFileSync(file, 'utf8')).toBe(whole);
});

test('what was exported before the cache was cleared is not gone on with', async () => {
  const { cli, file } = await interrupted(4);
  await cli.store.clear();
  await cli.store.put(cacheEntry(99));
  expect((await cli.run('cache', 'export', file)).errors).toBe(
    `${file}.part is of another store, or of before the cache was cleared: starting over.\n` +
      `Exported 1 entry to ${file}.\n`,
  );
  expect(readFileSync(file, 'utf8')).toBe(`${writePortableEntry(cacheEntry(99))}\n`);
});

const HOUR = 3_600_000;

test.each<[string, (file: string) => void, string]>([
  ['of half a day ago', ageLabel, 'was begun more than 12 hours ago'],
  [
    'without a label',
    (file) => {
      writeFileSync(`${file}.part.json`, '{"sto');
    },
    'does not say what it is part of',
  ],
  [
    'with a last line that is no entry',
    (file) => {
      appendFileSync(`${file}.part`, 'null\n');
    },
    'is damaged',
  ],
])('a part %s is not gone on with', async (_what, change, reason) => {
  const { cli, file, whole } = await interrupted(4);
  change(file);
  const { errors } = await cli.run('cache', 'export', file);
  expect(errors).toContain(`${file}.part ${reason}`);
  expect(errors).toContain('starting over');
  expect(readFileSync(file, 'utf8')).toBe(whole);
});

function ageLabel(file: string): void {
  const label = JSON.parse(readFileSync(`${file}.part.json`, 'utf8')) as object;
  writeFileSync(`${file}.part.json`, JSON.stringify({ ...label, startedAt: Date.now() - 13 * HOUR }));
}

test('what somebody else writes into the part is noticed', async () => {
  const { cli, file } = await setting();
  const entries = cli.store.entries.bind(cli.store);
  cli.store.entries = async function* () {
    yield* entries();
    appendFileSync(`${file}.part`, 'of another export\n');
  };
  const { code, errors } = await cli.run('cache', 'export', file);
  expect(code).toBe(1);
  expect(errors).toContain(`Somebody else writes to ${file}.part`);
});

test('a folder as the file is refused before any work', async () => {
  const { cli, folder } = await setting();
  mkdirSync(path.join(folder, 'sub'));
  expect((await cli.run('cache', 'export', path.join(folder, 'sub'))).code).toBe(2);
  expect(readdirSync(folder)).toEqual(['sub']);
});

test('the bar of a resumed export begins where the other one stopped, with the same total', async () => {
  const { cli, file } = await interrupted(4);
  cli.context.stderr.isTTY = true;
  const { errors } = await cli.run('cache', 'export', file);
  const shares = [...errors.matchAll(/(\d+)% of (\d+) entries/g)].map(([, share, total]) => [share, total]);
  expect(shares[0]).toEqual(['44', `${COUNT}`]);
  expect(shares.at(-1)).toEqual(['100', `${COUNT}`]);
});
