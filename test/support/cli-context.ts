import { PassThrough, Writable } from 'node:stream';
import type { CliContext, DaemonParts, ProgramResult } from '../../daemon/cli/cli-context.ts';
import { runCli } from '../../daemon/cli/cli.ts';
import { FakeStore } from './fake-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestCli {
  context: CliContext;
  /** The cache that commands open while no daemon runs. */
  store: FakeStore;
  /** Programs that were run, as one line each. */
  programs: string[];
  run(...parameters: string[]): Promise<{ code: number; output: string; errors: string }>;
}

export interface TestCliOptions {
  environment?: Record<string, string>;
  daemon?: Partial<DaemonParts>;
  fetch?: typeof globalThis.fetch;
  platform?: NodeJS.Platform;
  /** What the input holds. */
  input?: string;
  runProgram?: (line: string) => ProgramResult;
}

/** The command line in this process, with folders of its own, no daemon and no network. */
export function testCli(options: TestCliOptions = {}): TestCli {
  const store = new FakeStore();
  const folder = temporaryFolder();
  const output = new Collector();
  const errors = new Collector();
  const programs: string[] = [];
  const context: CliContext = {
    environment: {
      ASKONCE_CONFIG_FOLDER: `${folder}/config`,
      ASKONCE_DATA_FOLDER: `${folder}/data`,
      ...options.environment,
    },
    stdin: new PassThrough().end(options.input ?? ''),
    stdout: output,
    stderr: errors,
    fetch: options.fetch ?? (() => Promise.reject(new TypeError('no network in tests'))),
    platform: options.platform ?? 'linux',
    homeFolder: folder,
    async runProgram(program, parameters) {
      const line = [program, ...parameters].join(' ');
      programs.push(line);
      return options.runProgram?.(line) ?? { outcome: 'done', errorOutput: '' };
    },
    daemon: {
      run: () => Promise.reject(new Error('not expected')),
      demo: () => Promise.reject(new Error('not expected')),
      findHolder: () => Promise.resolve(undefined),
      checkMilvus: () => Promise.reject(new Error('not expected')),
      openPairJudge: () => Promise.reject(new Error('not expected')),
      openStreamReplayer: () => Promise.reject(new Error('not expected')),
      openModels: () => Promise.reject(new Error('not expected')),
      readJudged: () => Promise.resolve([]),
      openRouteExplainer: () => Promise.reject(new Error('not expected')),
      openQuestionJudge: () => Promise.reject(new Error('not expected')),
      openStore: () =>
        Promise.resolve({ store, forgetEverything: () => store.clear(), close: () => store.close() }),
      ...options.daemon,
    },
  };
  return {
    context,
    store,
    programs,
    async run(...parameters) {
      const code = await runCli(parameters, context);
      return { code, output: output.take(), errors: errors.take() };
    },
  };
}

class Collector extends Writable {
  #text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#text += chunk.toString();
    done();
  }

  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
