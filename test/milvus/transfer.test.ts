/** Entries on their way from the embedded store to Milvus and back, by processes that are killed in the middle. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { CacheEntry } from '../../daemon/chat/cache-entry.ts';
import { parsePortableEntry, writePortableEntry } from '../../daemon/store/portable-entry.ts';
import { durableEntry } from '../support/durable-entry.ts';
import { isLongerThan, killableCli, type KillableCli } from '../support/killable-cli.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import { seededRandom } from '../support/seeded-random.ts';

const COUNT = 1_500;

describeWithMilvus('export and import', () => {
  test('move every entry into Milvus and back, bit for bit, although each is killed on its way', async () => {
    const { cli, read, at } = home();
    const entries = [...Array.from({ length: COUNT }, (_, number) => durableEntry(number)), ...oddEntries()];
    const whole = linesOf(entries);
    writeFileSync(at('start.ndjson'), whole);
    expect((await cli.run('cache', 'import', 'start.ndjson')).code).toBe(0);
    expect((await cli.run('cache', 'export', 'embedded.ndjson')).code).toBe(0);
    expect(read('embedded.ndjson') === whole).toBe(true);

    const isConfirmed = (): boolean => existsSync(at('embedded.ndjson.progress'));
    const into = ['cache', 'import', '--backend', 'milvus', 'embedded.ndjson'];
    expect((await cli.runKilledWhen(isConfirmed, ...into)).signal).toBe('SIGKILL');
    const imported = await cli.run(...into);
    expect(imported.errors).toMatch(/Going on after line \d+ .*\nImported \d+ entries, after the \d+ of/);
    expect(imported.code).toBe(0);

    const isBegun = (): boolean => isLongerThan(at('milvus.ndjson.part'), 1_000_000);
    const out = ['cache', 'export', '--backend', 'milvus', 'milvus.ndjson'];
    expect((await cli.runKilledWhen(isBegun, ...out)).signal).toBe('SIGKILL');
    const exported = await cli.run(...out);
    expect(exported.errors).toMatch(/Going on after the \d+ entries/);
    expect(exported.errors).toContain(`Exported ${entries.length} entries`);
    // The order is the same in both stores, too.
    expect(read('milvus.ndjson') === whole).toBe(true);

    expect((await cli.run('cache', 'clear', '--yes')).output).toBe(`Deleted ${entries.length} entries.\n`);
    expect((await cli.run('cache', 'import', 'milvus.ndjson')).code).toBe(0);
    expect((await cli.run('cache', 'export', 'again.ndjson')).code).toBe(0);
    expect(entriesOf(read('again.ndjson'))).toEqual(entries);
  });

  test('an answer that no row of Milvus holds is told, and the others are in', async () => {
    const { cli, at } = home();
    const [entry] = oddEntries() as [CacheEntry];
    // Compressed and encoded it is still longer than all columns together.
    const random = seededRandom(1);
    const text = Array.from({ length: 900_000 }, () => String.fromCharCode(32 + random() * 95)).join('');
    const tooLong = { ...entry, id: 'f'.repeat(64), answer: { ...entry.answer, text } };
    writeFileSync(at('in.ndjson'), linesOf([entry, tooLong]));
    const ran = await cli.run('cache', 'import', '--backend', 'milvus', 'in.ndjson');
    expect(ran.code).toBe(1);
    expect(ran.errors).toContain('The store refused 1 entry');
    expect((await cli.run('cache', 'export', '--backend', 'milvus', 'out.ndjson')).code).toBe(0);
    expect(readFileSync(at('out.ndjson'), 'utf8')).toBe(linesOf([entry]));
  });

  test('without Milvus nothing is imported, and the same command goes on when it is there', async () => {
    const { cli, folder, at } = home();
    writeFileSync(at('in.ndjson'), linesOf(oddEntries()));
    const away = killableCli(folder, { ASKONCE_MILVUS_CONNECTION_PORT: '1' });
    const ran = await away.run('cache', 'import', '--backend', 'milvus', 'in.ndjson');
    expect(ran.code).toBe(1);
    expect(ran.errors).toContain('Milvus at 127.0.0.1:1 cannot be used');
    expect(await cli.run('cache', 'import', '--backend', 'milvus', 'in.ndjson')).toMatchObject({
      code: 0,
      errors: `Imported ${oddEntries().length} entries.\n`,
    });
  });
});

/** A folder for processes whose own store is the embedded one, and a collection in the shared server. */
function home(): {
  folder: string;
  cli: KillableCli;
  at: (name: string) => string;
  read: (name: string) => string;
} {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-transfer-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const { connection, collection } = milvusSettings(sharedMilvus());
  const cli = killableCli(folder, {
    ASKONCE_MILVUS_CONNECTION_HOST: connection.host,
    ASKONCE_MILVUS_CONNECTION_PORT: String(connection.port),
    ASKONCE_MILVUS_COLLECTION_NAME: collection.name,
    // A busy machine answers late.
    ASKONCE_MILVUS_SEARCH_TIMEOUT_MS: '5000',
  });
  const at = (name: string): string => path.join(folder, name);
  return { folder, cli, at, read: (name) => readFileSync(at(name), 'utf8') };
}

/** With everything that an entry may have, or lack. */
function oddEntries(): CacheEntry[] {
  const text = 'Zero \u0000, quote ", newline \n, line \u2028, 漢字, 🦊, right-to-left \u202e, half \ud83d';
  const answer = {
    text,
    reasoning: text,
    finishReason: 'length',
    usage: { promptTokens: 1, completionTokens: 2 },
  };
  return [
    { ...durableEntry(0xfff0), question: text, origin: text, answer, hits: 7, lastHitAt: 1_800_000_000_000 },
    { ...durableEntry(0xfff1), pinned: true, tier: undefined, costUsd: 0.000_123, source: 'page' },
    { ...durableEntry(0xfff2), embedding: undefined, embedder: undefined, expiresAt: 4_000_000_000_000 },
    { ...durableEntry(0xfff3), embedding: Float32Array.of(0.6, 0.8), embedder: 'of another length' },
  ];
}

function linesOf(entries: readonly CacheEntry[]): string {
  return entries.map((entry) => `${writePortableEntry(entry)}\n`).join('');
}

function entriesOf(lines: string): CacheEntry[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const parsed = parsePortableEntry(line);
      if (!parsed.ok) throw new Error(parsed.error);
      return parsed.entry;
    });
}
