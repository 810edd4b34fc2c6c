import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writePortableEntry } from '../../../daemon/store/portable-entry.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const COUNT = 450;
/** Lines that go to the store together. */
const BATCH = 200;

interface Setting {
  cli: TestCli;
  folder: string;
  file: string;
}

function setting(lines = numberedLines(1, COUNT)): Setting {
  const folder = temporaryFolder();
  const file = path.join(folder, 'answers.ndjson');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return { cli: testCli(), folder, file };
}

function numberedLines(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) =>
    writePortableEntry(cacheEntry(first + index)),
  );
}

/** An import during which the store fails at the entry with this number. */
async function interrupted(failing: number, made = setting()): Promise<Setting & { errors: string }> {
  const { store } = made.cli;
  const put = store.put.bind(store);
  store.put = async (entry) => {
    if (entry.id === cacheEntry(failing).id) throw new Error('nobody answers');
    await put(entry);
  };
  const { code, errors } = await made.cli.run('cache', 'import', made.file);
  store.put = put;
  expect(code).toBe(1);
  return { ...made, errors };
}

const puts = ({ store }: TestCli): number => store.calls.filter((call) => call === 'put').length;

test('an interrupted import says what is wrong, and that it can be gone on with', async () => {
  const { file, folder, errors } = await interrupted(300);
  expect(errors).toContain('What was imported so far stays: the same command goes on from there.');
  expect(errors).toContain('The store takes no answers now: nobody answers');
  expect(readdirSync(folder)).toEqual(['answers.ndjson', 'answers.ndjson.progress']);
  expect(readFileSync(`${file}.progress`, 'utf8')).not.toContain('What is');
});

test('the next import goes on after what the store has confirmed', async () => {
  const { cli, file, folder } = await interrupted(300);
  cli.store.calls.length = 0;
  expect(await cli.run('cache', 'import', file)).toMatchObject({
    code: 0,
    errors:
      `Going on after line ${BATCH} of ${file} (--restart starts over).\n` +
      `Imported ${COUNT - BATCH} entries, after the ${BATCH} of the interrupted run.\n`,
  });
  expect(puts(cli)).toBe(COUNT - BATCH);
  expect(cli.store.entriesById.size).toBe(COUNT);
  expect(readdirSync(folder)).toEqual(['answers.ndjson']);
});

test('lines end as they like, and bad ones are counted once over all runs', async () => {
  const [first = '', ...others] = numberedLines(1, COUNT);
  const lines = [`${first}\r`, 'bad', '', ...others, 'bad, too'];
  const { cli, file } = await interrupted(300, setting(lines));
  const { code, errors } = await cli.run('cache', 'import', file);
  expect(code).toBe(1);
  expect(errors).toContain(`Line ${lines.length}: not JSON`);
  expect(errors).toContain('Left out 2 lines');
  expect(cli.store.entriesById.size).toBe(COUNT);
});

test('--restart starts over, and doubles nothing', async () => {
  const { cli, file, folder } = await interrupted(300);
  expect((await cli.run('cache', 'import', file, '--restart')).errors).toBe(`Imported ${COUNT} entries.\n`);
  expect(cli.store.entriesById.size).toBe(COUNT);
  expect(readdirSync(folder)).toEqual(['answers.ndjson']);
});

test.each<[string, (made: Setting) => unknown]>([
  [
    'a longer file',
    ({ file }) => {
      appendFileSync(file, '\n');
    },
  ],
  [
    'a file of the same length',
    ({ file }) => {
      writeFileSync(file, readFileSync(file, 'utf8').replace('What', 'Whom'));
      utimesSync(file, 1_700_000_000, 1_700_000_000);
    },
  ],
  ['a cleared cache', ({ cli }) => cli.store.clear()],
])('an import into or of something else starts over: %s', async (_what, change) => {
  const made = await interrupted(300);
  await change(made);
  const { errors } = await made.cli.run('cache', 'import', made.file);
  expect(errors).toBe(
    `${made.file}.progress is of another file or store: starting over.\nImported ${COUNT} entries.\n`,
  );
  expect(made.cli.store.entriesById.size).toBe(COUNT);
});

test('what is remembered and damaged is not believed', async () => {
  const { cli, file } = await interrupted(300);
  writeFileSync(`${file}.progress`, readFileSync(`${file}.progress`, 'utf8').slice(0, 30));
  expect((await cli.run('cache', 'import', file)).errors).toBe(`Imported ${COUNT} entries.\n`);
});

test('where nothing can be written beside the file the import goes on without, and says so once', async () => {
  const made = setting();
  // A folder in the place of the file that would remember: refused whoever runs this.
  mkdirSync(`${made.file}.progress`);
  const { code, errors } = await made.cli.run('cache', 'import', made.file);
  expect(code).toBe(0);
  expect(errors.match(/Cannot remember how far it has come/g)).toHaveLength(1);
  expect(errors).toContain(`Imported ${COUNT} entries.`);
  expect(existsSync(`${made.file}.progress`)).toBe(true);
});

test('an answer with any separator of lines in it enters whole', async () => {
  const entry = cacheEntry(1, { question: 'One\u2028or\u2029two\u0085lines?' });
  const { cli, file } = setting([writePortableEntry(entry)]);
  expect((await cli.run('cache', 'import', file)).code).toBe(0);
  expect(cli.store.entriesById.get(entry.id)).toEqual(entry);
});

test('what the store refuses or evicts for it is told, as a failure', async () => {
  const { cli, file } = setting(numberedLines(1, 3));
  const stats = cli.store.stats.bind(cli.store);
  let asked = 0;
  cli.store.stats = async () => {
    asked += 1;
    return { ...(await stats()), evicted: asked === 1 ? 4 : 6, refused: asked === 1 ? 0 : 1 };
  };
  const { code, errors } = await cli.run('cache', 'import', file);
  expect(code).toBe(1);
  expect(errors).toContain('The store refused 1 entry');
  expect(errors).toContain('2 entries had to make room. Raise semantic_cache.max_entries');
});

test('the bar of a resumed import begins where the other one stopped, with the same total', async () => {
  const { cli, file } = await interrupted(300);
  cli.context.stderr.isTTY = true;
  const { errors } = await cli.run('cache', 'import', file);
  const shares = [...errors.matchAll(/(\d+)% of (\d\.\d) MB/g)].map(([, share, total]) => [
    Number(share),
    total,
  ]);
  expect(shares[0]).toEqual([44, '0.2']);
  expect(shares.at(-1)).toEqual([100, '0.2']);
});
