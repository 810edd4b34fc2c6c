import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parsePortableEntry, writePortableEntry } from '../../../daemon/store/portable-entry.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { testCli, type TestCli, type TestCliOptions } from '../../support/cli-context.ts';
import { containing } from '../../support/matchers.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function cliWith(count: number, options: TestCliOptions = {}): Promise<TestCli> {
  const cli = testCli(options);
  for (let number = 1; number <= count; number++) await cli.store.put(cacheEntry(number));
  return cli;
}

const idOf = (number: number): string => cacheEntry(number).id;

describe('reading', () => {
  test('list shows questions on one line each, without control characters', async () => {
    const cli = await cliWith(2);
    await cli.store.put(cacheEntry(3, { question: 'Clear\u001b[2J\nthe \u202escreen?' }));
    const { code, output } = await cli.run('cache', 'list');
    expect(code).toBe(0);
    expect(output).toContain('What is 2?');
    expect(output).toContain('Clear[2J the screen?');
    expect(output).toContain('3 of 3 entries.');
  });

  test('show finds an entry by the beginning of its id', async () => {
    const cli = await cliWith(3);
    const { output } = await cli.run('cache', 'show', idOf(2).slice(0, 12));
    expect(output).toContain('It is 2.');
    expect(output).toContain(idOf(2));
  });

  test('a beginning that is too short, ambiguous or unknown is refused in words', async () => {
    const cli = await cliWith(2);
    expect(await cli.run('cache', 'show', '0')).toMatchObject({
      code: 2,
      errors: containing('too short'),
    });
    expect(await cli.run('cache', 'show', '000000')).toMatchObject({
      code: 1,
      errors: containing('Several ids'),
    });
    expect(await cli.run('cache', 'show', 'ffffff')).toMatchObject({
      code: 1,
      errors: containing('cache list'),
    });
  });

  test('stats count', async () => {
    const { output } = await (await cliWith(2)).run('cache', 'stats');
    expect(output).toMatch(/Entries +2/);
  });

  test('the store is closed again, also after a failure', async () => {
    const cli = await cliWith(1);
    let closed = 0;
    cli.context.daemon.openStore = () =>
      Promise.resolve({
        store: cli.store,
        forgetEverything: () => cli.store.clear(),
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      });
    await cli.run('cache', 'list');
    await cli.run('cache', 'show', 'ffffff');
    expect(closed).toBe(2);
  });

  test('a cache that is not kept on disk needs the daemon', async () => {
    const cli = testCli({ environment: { ASKONCE_SEMANTIC_CACHE_PERSIST: 'false' } });
    expect(await cli.run('cache', 'stats')).toMatchObject({
      code: 3,
      errors: containing('persist: false'),
    });
  });
});

describe('deleting', () => {
  test('delete removes the one', async () => {
    const cli = await cliWith(2);
    expect((await cli.run('cache', 'delete', idOf(1))).code).toBe(0);
    expect([...cli.store.entriesById.keys()]).toEqual([idOf(2)]);
  });

  test('clear without a terminal wants --yes, and deletes nothing without', async () => {
    const cli = await cliWith(2);
    expect(await cli.run('cache', 'clear')).toMatchObject({
      code: 2,
      errors: containing('--yes'),
    });
    expect(cli.store.entriesById.size).toBe(2);
    expect((await cli.run('cache', 'clear', '--yes')).output).toBe('Deleted 2 entries.\n');
    expect(cli.store.entriesById.size).toBe(0);
  });

  test.each([
    ['y\n', 0],
    ['YES\n', 0],
    ['n\n', 2],
    ['\n', 2],
    ['yesterday\n', 2],
  ])('clear asks on a terminal; %j leaves %i', async (input, left) => {
    const cli = await cliWith(2, { input });
    cli.context.stdin.isTTY = true;
    await cli.run('cache', 'clear');
    expect(cli.store.entriesById.size).toBe(left);
  });
});

describe('export and import', () => {
  test('what is exported from one store enters another, vectors included, as often as one likes', async () => {
    const file = path.join(temporaryFolder(), 'answers.ndjson');
    const source = await cliWith(450);
    expect(await source.run('cache', 'export', file)).toMatchObject({
      code: 0,
      errors: `Exported 450 entries to ${file}.\n`,
    });
    const target = await cliWith(1);
    expect(await target.run('cache', 'import', file)).toMatchObject({
      code: 0,
      errors: 'Imported 450 entries.\n',
    });
    expect((await target.run('cache', 'import', file)).code).toBe(0);
    expect(target.store.entriesById).toEqual(source.store.entriesById);
  });

  test('an export is its owner\u2019s alone and leaves nothing else behind', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'answers.ndjson');
    await (await cliWith(1)).run('cache', 'export', file);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['answers.ndjson']);
  });

  test('an export that breaks off leaves an older file as it was', async () => {
    const file = path.join(temporaryFolder(), 'answers.ndjson');
    writeFileSync(file, 'older');
    const cli = await cliWith(1);
    cli.store.entries = async function* () {
      yield cacheEntry(1);
      throw new Error('the store broke');
    };
    expect(await cli.run('cache', 'export', file)).toMatchObject({
      code: 1,
      errors: containing('The stored answers cannot be read: the store broke\n'),
    });
    expect(readFileSync(file, 'utf8')).toBe('older');
  });

  test('"-" is the output and the input', async () => {
    const { output } = await (await cliWith(2)).run('cache', 'export', '-');
    expect(
      output
        .trim()
        .split('\n')
        .map((line) => parsePortableEntry(line).ok),
    ).toEqual([true, true]);
    const target = testCli({ input: output });
    await target.run('cache', 'import', '-');
    expect(target.store.entriesById.size).toBe(2);
  });

  test('a bad line is named with its number, and the others go in', async () => {
    const lines = [
      writePortableEntry(cacheEntry(1)),
      'not json',
      '',
      '{"version":2}',
      writePortableEntry(cacheEntry(2)).slice(0, 50),
      writePortableEntry(cacheEntry(3)),
    ];
    const cli = testCli({ input: lines.join('\r\n') });
    const { code, errors } = await cli.run('cache', 'import', '-');
    expect(code).toBe(1);
    expect(errors).toContain('Line 2: not JSON');
    expect(errors).toContain('Line 4: version: ');
    expect(errors).toContain('Line 5: not JSON; was the line cut off?');
    expect(errors).toContain('Imported 2 entries.\nLeft out 3 lines');
    expect([...cli.store.entriesById.keys()]).toEqual([idOf(1), idOf(3)]);
  });

  test('a file that is not there is said so', async () => {
    expect(await testCli().run('cache', 'import', '/nowhere')).toMatchObject({
      code: 2,
      errors: 'There is no file /nowhere.\n',
    });
  });
});

test('long work shows a bar on a terminal, and nothing elsewhere', async () => {
  const cli = await cliWith(3);
  expect((await cli.run('cache', 'export', '-')).errors).toBe('Exported 3 entries.\n');
  cli.context.stderr.isTTY = true;
  expect((await cli.run('cache', 'export', '-')).errors).toMatch(/Exporting .*100%.* of 3 entries/s);
});
