import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { packageRoot } from '../../daemon/lib/package-root.ts';

/** A home of its own for processes of the command line: config.yaml and data lie in it; they listen on free ports. */
export interface AskOnceHome {
  folder: string;
  writeConfig(config: object): void;
  /** Runs a command to its end. */
  run(...parameters: string[]): Promise<{ code: number | null; output: string; errors: string }>;
  /** `askonce start`, ready to serve. Rejects with what it printed where it ends instead. */
  start(...parameters: string[]): Promise<AskOnceProcess>;
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>;
}

export interface AskOnceProcess {
  child: ChildProcess;
  origin: string;
  key: string;
  /** A request with the local key. */
  request(pathname: string, init?: RequestInit): Promise<Response>;
  ask(question: string, body?: object): Promise<Response>;
  /** Asks, reads the answer, and tells how the cache took part. */
  outcome(question: string): Promise<string | null>;
  /** Whether questions can be found by meaning yet. */
  embedderState(): Promise<string>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
  output(): string;
  errors(): string;
}

export function makeHome(): AskOnceHome {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-home-'));
  const children: ChildProcess[] = [];
  const environment = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^ASKONCE_|_API_KEY$/.test(name))),
    ASKONCE_CONFIG_FOLDER: folder,
    ASKONCE_DATA_FOLDER: path.join(folder, 'data'),
    ASKONCE_SERVER_PORT: '0',
    CI: '',
  };

  function launch(parameters: string[]): { child: ChildProcess; output: () => string; errors: () => string } {
    const child = spawn(process.execPath, ['daemon/cli/askonce.js', ...parameters], {
      cwd: packageRoot(),
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    return { child, output: () => output, errors: () => errors };
  }

  return {
    folder,
    writeConfig: (config) => {
      writeFileSync(path.join(folder, 'config.yaml'), stringify(config));
    },
    async run(...parameters) {
      const { child, output, errors } = launch(parameters);
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, output: output(), errors: errors() };
    },
    async start(...parameters) {
      const { child, output, errors } = launch(['start', ...parameters]);
      const ended = once(child, 'close').then(() => {
        throw new Error(`It ended instead of serving.\n${output()}\n${errors()}`);
      });
      const ready = new Promise<void>((resolve) => {
        child.stdout?.on('data', () => {
          if (output().includes('Stop with Ctrl+C')) resolve();
        });
      });
      await Promise.race([ready, ended]);
      ended.catch(() => undefined);
      const origin = /OPENAI_BASE_URL=(\S+)\/v1/.exec(output())?.[1] ?? '';
      const key = /OPENAI_API_KEY=(\S+)/.exec(output())?.[1] ?? '';
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      const request = (pathname: string, init: RequestInit = {}): Promise<Response> =>
        fetch(`${origin}${pathname}`, { headers, ...init });
      const ask = (question: string, body = {}): Promise<Response> => {
        const request = { model: 'auto', messages: [{ role: 'user', content: question }], ...body };
        return fetch(`${origin}/v1/chat/completions`, {
          method: 'POST',
          headers,
          body: JSON.stringify(request),
        });
      };
      return {
        ...{ child, origin, key, output, errors, request, ask },
        outcome: async (question) => {
          const reply = await ask(question);
          await reply.text();
          return reply.headers.get('x-askonce-cache');
        },
        embedderState: async () => {
          const status = await (await request('/askonce/status')).json();
          return (status as { embedder: { state: string } }).embedder.state;
        },
        kill: async (signal) => {
          const closed = once(child, 'close');
          child.kill(signal);
          return ((await closed) as [number | null])[0];
        },
      };
    },
    async remove() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const closed = once(child, 'close');
        child.kill('SIGKILL');
        await closed;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
