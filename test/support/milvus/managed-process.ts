import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Guard } from './guard.ts';

export interface Launch {
  command: string;
  parameters: string[];
  environment: NodeJS.ProcessEnv;
  /** Its working folder; what it prints goes to `logs/output.log` there. */
  folder: string;
  guard: Guard;
  /** Whether it really serves. */
  isServing: () => Promise<boolean>;
  deadlineMs: number;
}

/** One run of a server's process. */
export interface ManagedProcess {
  signal(signal: NodeJS.Signals): void;
  /** Resolves when it is gone; kills it where it takes longer than that. */
  end(signal: NodeJS.Signals, patienceMs: number): Promise<void>;
}

/** Resolves when it serves. Where it ends before, or takes too long, it is gone and the error has its last lines. */
export async function launch({
  folder,
  guard,
  isServing,
  deadlineMs,
  ...what
}: Launch): Promise<ManagedProcess> {
  const log = path.join(folder, 'logs', 'output.log');
  const output = openSync(log, 'a');
  const child = spawn(what.command, what.parameters, {
    cwd: folder,
    // Whatever the developer's shell holds for Milvus, etcd or Python must not change the server under test.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...what.environment },
    stdio: ['ignore', output, output],
    // A process group of its own: the guard kills the whole of it.
    detached: true,
  });
  closeSync(output);
  child.unref();
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      guard.watch(undefined);
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  if (child.pid !== undefined) guard.watch(child.pid);
  const running = managed(child, ended);

  const deadline = Date.now() + deadlineMs;
  while (isAlive(child) && Date.now() < deadline) {
    if (await isServing()) return running;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, 50)), ended]);
  }
  const reason = isAlive(child) ? `did not serve within ${deadlineMs} ms` : 'ended before it served';
  await running.end('SIGKILL', 0);
  throw new Error(`${what.command} ${reason}. Its last lines:\n${lastLines(log)}`);
}

function managed(child: ChildProcess, ended: Promise<void>): ManagedProcess {
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && isAlive(child)) process.kill(-child.pid, name);
  };
  return {
    signal,
    async end(name, patienceMs) {
      child.ref();
      // One that is paused takes no other signal.
      if (name !== 'SIGKILL') signal('SIGCONT');
      signal(name);
      const timer = setTimeout(() => {
        signal('SIGKILL');
      }, patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

function isAlive(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(-30).join('\n') : '';
}
