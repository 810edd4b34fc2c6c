import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../daemon/lib/package-root.ts';

export interface Ran {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  errors: string;
}

export interface KillableCli {
  run(...parameters: string[]): Promise<Ran>;
  /** Runs a command until something in the folder has changed and `isTime`; it gets SIGKILL then. */
  runKilledWhen(isTime: () => boolean, ...parameters: string[]): Promise<Ran>;
}

/** The command line in processes of its own; configuration and data lie in the folder, as in makeHome (spawn-askonce.ts). */
export function killableCli(folder: string, environment: Record<string, string> = {}): KillableCli {
  function launch(parameters: string[]): { kill: () => void; ended: Promise<Ran> } {
    const child = spawn(
      process.execPath,
      [path.join(packageRoot(), 'daemon', 'cli', 'askonce.js'), ...parameters],
      {
        cwd: folder,
        env: {
          ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('ASKONCE_'))),
          ...{ ASKONCE_CONFIG_FOLDER: folder, ASKONCE_DATA_FOLDER: path.join(folder, 'data') },
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const kill = (): void => {
      child.kill('SIGKILL');
    };
    onTestFinished(kill);
    const ran = { output: '', errors: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.errors += text));
    const ended = new Promise<Ran>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => {
        resolve({ code, signal, ...ran });
      });
    });
    return { kill, ended };
  }

  return {
    run: (...parameters) => launch(parameters).ended,
    async runKilledWhen(isTime, ...parameters) {
      const stop = new AbortController();
      const changes = watch(folder, { signal: stop.signal });
      const { kill, ended } = launch(parameters);
      void ended.finally(() => {
        stop.abort();
      });
      try {
        for await (const _change of changes) if (isTime()) kill();
      } catch (error) {
        // That is how the watch ends with the process.
        if (!stop.signal.aborted) throw error;
      }
      return ended;
    },
  };
}

/** Whether the file is there and longer than so many bytes. */
export function isLongerThan(file: string, bytes: number): boolean {
  return existsSync(file) && statSync(file).size > bytes;
}
