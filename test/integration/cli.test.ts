/** The command line as a process of its own, as far as it needs no running daemon. */
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Database } from '../../daemon/database/database.ts';
import { openDatabase } from '../../daemon/database/open-database.ts';
import { createJudgedLog } from '../../daemon/learning/judged-log.ts';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { writePortableEntry } from '../../daemon/store/portable-entry.ts';
import { cacheEntry } from '../support/cache-entry.ts';
import { judgedDecision } from '../support/judged-decision.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SCRIPT = path.join(packageRoot(), 'daemon', 'cli', 'askonce.js');

interface Ran {
  code: number | null;
  output: string;
  errors: string;
}

/** A home of its own; several runs may share it. */
function processCli(environment: Record<string, string> = {}): {
  home: string;
  run: (...parameters: string[]) => Promise<Ran>;
} {
  const home = temporaryFolder();
  const { PATH = '', LANG = '' } = process.env;
  const own = {
    ...{ PATH, LANG, HOME: home, USERPROFILE: home },
    ...{ ASKONCE_CONFIG_FOLDER: path.join(home, 'config'), ASKONCE_DATA_FOLDER: path.join(home, 'data') },
    ...environment,
  };
  const run = (...parameters: string[]): Promise<Ran> =>
    new Promise((resolve, reject) => {
      // Not from the repository: nothing may depend on the working folder.
      const child = spawn(process.execPath, [SCRIPT, ...parameters], {
        cwd: home,
        env: own,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const ran = { output: '', errors: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.output += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.errors += text));
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code, ...ran });
      });
    });
  return { home, run };
}

test('help and version come from any folder', async () => {
  const cli = processCli();
  expect((await cli.run('--help')).output).toContain('Usage: askonce');
  expect((await cli.run('--version')).output).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('exit codes tell usage, configuration and a missing daemon apart', async () => {
  const cli = processCli();
  expect((await cli.run('nonsense')).code).toBe(2);
  expect((await cli.run('status')).code).toBe(3);
  mkdirSync(path.join(cli.home, 'config'));
  writeFileSync(path.join(cli.home, 'config', 'config.yaml'), 'server:\n  prot: 1\n');
  const ran = await cli.run('config', 'check');
  expect(ran.code).toBe(2);
  expect(ran.errors).toBe(
    `${path.join(cli.home, 'config', 'config.yaml')}:2: server.prot: unknown key; did you mean "port"?\n`,
  );
});

test('models that run tell nobody and leave nothing behind', async () => {
  const cli = processCli();
  const ran = await cli.run('explain', 'How do I reset my password?', 'How can I reset my password?');
  expect(ran.output).toMatch(/^Verdict +served$/m);
  // ONNX Runtime's telemetry would put a device id and what is to be sent into a cache folder here.
  expect(readdirSync(cli.home)).toEqual([]);
});

test('a key made offline is in a file that is its owner\u2019s alone, as a digest', async () => {
  const cli = processCli();
  const { code, output } = await cli.run('keys', 'add', 'laptop');
  expect(code).toBe(0);
  const file = path.join(cli.home, 'data', 'keys.json');
  expect(readFileSync(file, 'utf8')).not.toContain(output.trim());
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await cli.run('keys', 'list')).output).toContain('laptop');
});

test('answers are imported, listed, shown, exported and forgotten with what was said of them while no daemon runs', async () => {
  const cli = processCli();
  const file = path.join(cli.home, 'in.ndjson');
  const later = { createdAt: Date.now(), expiresAt: Date.now() + 3_600_000 };
  writeFileSync(
    file,
    [1, 2, 3].map((number) => `${writePortableEntry(cacheEntry(number, later))}\n`).join(''),
  );
  expect(await cli.run('cache', 'import', file)).toMatchObject({ code: 0, errors: 'Imported 3 entries.\n' });
  expect((await cli.run('cache', 'list')).output).toContain('3 of 3 entries.');
  expect((await cli.run('cache', 'show', cacheEntry(2).id.slice(0, 12))).output).toContain('It is 2.');
  expect((await cli.run('cache', 'export', 'out.ndjson')).code).toBe(0);
  const exported = readFileSync(path.join(cli.home, 'out.ndjson'), 'utf8').trim().split('\n').sort();
  expect(exported).toEqual(readFileSync(file, 'utf8').trim().split('\n').sort());
  const open = (): Database => openDatabase({ file: path.join(cli.home, 'data', 'askonce.db') }).database;
  const before = open();
  createJudgedLog({ database: before, keep: 10 }).put(judgedDecision());
  before.close();
  expect((await cli.run('cache', 'clear', '--yes')).output).toBe('Deleted 3 entries.\n');
  const after = open();
  expect(createJudgedLog({ database: after, keep: 10 }).all()).toEqual([]);
  after.close();
  expect((await cli.run('cache', 'stats')).output).toMatch(/Entries +0/);
});
