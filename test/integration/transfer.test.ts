/** Export and import as processes that are killed in the middle, and go on. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { writePortableEntry } from '../../daemon/store/portable-entry.ts';
import { durableEntry } from '../support/durable-entry.ts';
import { isLongerThan, killableCli } from '../support/killable-cli.ts';
import { makeHome, type AskOnceHome } from '../support/spawn-askonce.ts';
import { configuredModels } from '../support/start-test-daemon.ts';

const COUNT = 2_500;
const MEGABYTE = 1_000_000;

/** What a whole export is, byte for byte. */
let whole: string;

beforeAll(() => {
  whole = Array.from({ length: COUNT }, (_, number) => `${writePortableEntry(durableEntry(number))}\n`).join(
    '',
  );
});

function home(): AskOnceHome & { in: (name: string) => string } {
  const made = makeHome();
  onTestFinished(() => made.remove());
  return { ...made, in: (name) => path.join(made.folder, name) };
}

const bytesDone = (memo: string): number =>
  Number(/"bytes":(\d+)/.exec(existsSync(memo) ? readFileSync(memo, 'utf8') : '')?.[1] ?? 0);

test('an import and an export that are killed again and again end as if nothing had happened', async () => {
  const { folder, in: at } = home();
  const cli = killableCli(folder);
  writeFileSync(at('in.ndjson'), whole);

  let done = 0;
  for (let kills = 0; kills < 2; kills++) {
    const isFurther = (): boolean => bytesDone(at('in.ndjson.progress')) > done;
    expect((await cli.runKilledWhen(isFurther, 'cache', 'import', 'in.ndjson')).signal).toBe('SIGKILL');
    done = bytesDone(at('in.ndjson.progress'));
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(whole.length);
  }
  const imported = await cli.run('cache', 'import', 'in.ndjson');
  expect(imported.errors).toMatch(
    /Going on after line \d+ of in.ndjson.*\nImported \d+ entries, after the \d+ of/,
  );
  const counts = [...imported.errors.matchAll(/(?:Imported|after the) (\d+)/g)].map(([, count]) =>
    Number(count),
  );
  expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(COUNT);
  expect((await cli.run('cache', 'stats')).output).toMatch(new RegExp(`Entries +${COUNT} `));

  for (const bytes of [MEGABYTE, 5 * MEGABYTE]) {
    const isFar = (): boolean => isLongerThan(at('out.ndjson.part'), bytes);
    expect((await cli.runKilledWhen(isFar, 'cache', 'export', 'out.ndjson')).signal).toBe('SIGKILL');
    expect(existsSync(at('out.ndjson'))).toBe(false);
  }
  const exported = await cli.run('cache', 'export', 'out.ndjson');
  expect(exported.errors).toMatch(
    new RegExp(`Going on after the \\d+ entries.*\\nExported ${COUNT} entries to out.ndjson`),
  );
  expect(readFileSync(at('out.ndjson'), 'utf8') === whole).toBe(true);
  expect(readdirSync(folder).sort()).toEqual(['data', 'in.ndjson', 'out.ndjson']);
});

test('an export through the daemon goes on after a kill of its own, and after one of the daemon without it', async () => {
  const { folder, in: at, ...made } = home();
  made.writeConfig({ models: configuredModels({ small: 'http://127.0.0.1:9/v1' }) });
  const cli = killableCli(folder);
  writeFileSync(at('in.ndjson'), whole);
  const daemon = await made.start();
  expect((await cli.run('cache', 'import', 'in.ndjson')).errors).toBe(`Imported ${COUNT} entries.\n`);

  const isBegun = (): boolean => isLongerThan(at('out.ndjson.part'), MEGABYTE);
  expect((await cli.runKilledWhen(isBegun, 'cache', 'export', 'out.ndjson')).signal).toBe('SIGKILL');
  const isFar = (): boolean => {
    if (isLongerThan(at('out.ndjson.part'), 4 * MEGABYTE)) daemon.child.kill('SIGKILL');
    return false;
  };
  const broken = await cli.runKilledWhen(isFar, 'cache', 'export', 'out.ndjson');
  expect(broken.code).toBe(1);
  expect(broken.errors).toContain('Going on after the');
  expect(broken.errors).toMatch(
    /the same command goes on from there\.\nThe daemon at .* broke the export off/,
  );
  expect(existsSync(at('out.ndjson'))).toBe(false);

  const exported = await cli.run('cache', 'export', 'out.ndjson');
  expect(exported).toMatchObject({
    code: 0,
    errors: expect.stringContaining('Going on after the') as unknown,
  });
  expect(readFileSync(at('out.ndjson'), 'utf8') === whole).toBe(true);
});
