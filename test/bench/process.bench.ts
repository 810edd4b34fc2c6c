import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { measure, percentile } from './measure.ts';
import { portableEntries } from './synthetic-entries.ts';

/** The daemon as a process of its own: time to ready, and memory, against a Node process that does nothing. */
export async function benchProcess(print: (line: string) => void): Promise<void> {
  const home = mkdtempSync(path.join(os.tmpdir(), 'askonce-bench-'));
  try {
    const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log(1)'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(idle.stdout, 'data');
    const idleMegabytes = await residentMegabytes(idle);
    idle.kill();

    const starts = await measure(3, async () => {
      await stop(await startReady(home));
    });
    print(
      `start to ready (median of 3): ${(percentile(starts, 0.5) / 1000).toFixed(2)} s, process stopped again included`,
    );

    const daemon = await startReady(home);
    print(
      `resident memory, empty: ${await residentMegabytes(daemon.child)} MB (idle Node process ${idleMegabytes} MB)`,
    );
    await daemon.import(portableEntries(10_000));
    print(`resident memory with 10,000 entries: ${await residentMegabytes(daemon.child)} MB`);
    await stop(daemon);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

interface Process {
  child: ChildProcess;
  import: (lines: Iterable<string>) => Promise<void>;
}

async function startReady(home: string): Promise<Process> {
  const config = path.join(home, 'config.yaml');
  writeFileSync(
    config,
    `server: {port: 0}\ndata_folder: ${path.join(home, 'data')}\nlogging: {level: silent}\n`,
  );
  const child = spawn(process.execPath, ['daemon/cli/askonce.js', 'start', '--config', config], {
    cwd: packageRoot(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const part of child.stdout) {
    output += String(part);
    if (output.includes('Stop with Ctrl+C')) break;
  }
  child.stdout.resume();
  const base = /OPENAI_BASE_URL=(\S+)\/v1/.exec(output)?.[1] ?? '';
  const key = /OPENAI_API_KEY=(\S+)/.exec(output)?.[1] ?? '';
  return {
    child,
    import: async (lines) => {
      let batch: string[] = [];
      const send = async (): Promise<void> => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
        const reply = await fetch(`${base}/askonce/entries/import`, {
          method: 'POST',
          headers,
          body: batch.join('\n'),
        });
        if (!reply.ok) throw new Error(await reply.text());
        batch = [];
      };
      for (const line of lines) {
        batch.push(line);
        if (batch.length === 500) await send();
      }
      if (batch.length > 0) await send();
    },
  };
}

async function stop({ child }: Process): Promise<void> {
  const left = once(child, 'exit');
  child.kill('SIGTERM');
  await left;
}

/** Linux only; elsewhere not a number. */
async function residentMegabytes(child: ChildProcess): Promise<number> {
  const status = await readFile(`/proc/${child.pid ?? 0}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024);
}
