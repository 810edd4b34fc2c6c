import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Config } from '../config/config-schema.ts';
import type { RunDemoOptions } from '../demo/run-demo.ts';
import type { JudgedDecision } from '../learning/judged-log.ts';
import type { RunDaemonOptions } from '../main.ts';
import type { CacheModels } from '../evaluation/open-models.ts';
import type { PairJudge } from '../evaluation/pair-judge.ts';
import type { QuestionJudge } from '../evaluation/question-judge.ts';
import type { OpenStreamReplayer } from '../evaluation/stream-replayer.ts';
import type { RouteExplainer } from '../open-route-explainer.ts';
import type { StoreOffline } from '../create-store.ts';
import type { MilvusCheck } from '../store/milvus/check-milvus.ts';

/** Everything that commands reach the world by, so that tests can stand in for it. */
export interface CliContext {
  environment: Readonly<Record<string, string | undefined>>;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
  fetch: typeof globalThis.fetch;
  platform: NodeJS.Platform;
  homeFolder: string;
  /** Runs a program to its end; `missing` where there is no such program. */
  runProgram(program: string, parameters: readonly string[]): Promise<ProgramResult>;
  daemon: DaemonParts;
}

export interface ProgramResult {
  outcome: 'done' | 'failed' | 'missing';
  /** What it wrote on its error output. */
  errorOutput: string;
}

/** The parts of the daemon that some commands start; loaded when needed, since most commands only talk to a running one. */
export interface DaemonParts {
  run(options: RunDaemonOptions): Promise<void>;
  /** Resolves with whether every line of the story came out as it should. */
  demo(options: RunDemoOptions): Promise<boolean>;
  /** The daemon that holds a data folder; `port` is undefined while it is starting. */
  findHolder(dataFolder: string): Promise<{ pid: number; port?: number | undefined } | undefined>;
  /** Tries the Milvus server of the configuration, changing nothing there. */
  checkMilvus(config: Config): Promise<MilvusCheck>;
  /** Loads the models of the configuration to judge pairs of questions with, by the calibration in force. */
  openPairJudge(config: Config, dataFolder: string): Promise<PairJudge>;
  /** Loads the models of the configuration to replay logs of questions with, by the calibration in force. */
  openStreamReplayer(config: Config, dataFolder: string): Promise<OpenStreamReplayer>;
  /** Loads the models of the configuration. */
  openModels(config: Config): Promise<CacheModels>;
  /** What was said of served answers, oldest first; while no daemon runs. */
  readJudged(dataFolder: string): Promise<JudgedDecision[]>;
  openStore(config: Config, dataFolder: string): Promise<StoreOffline>;
  /** Loads the router of the configuration, to say where questions would be sent. */
  openRouteExplainer(config: Config, dataFolder: string): Promise<RouteExplainer>;
  /** Loads the embedder of the configuration and the router's heads to judge questions with. */
  openQuestionJudge(config: Config): Promise<QuestionJudge>;
}

/** Writes one line of output. */
export function print(context: CliContext, line: string): void {
  context.stdout.write(`${line}\n`);
}

/** Writes one line beside the output: progress, warnings, errors. */
export function note(context: CliContext, line: string): void {
  context.stderr.write(`${line}\n`);
}

/** The world of a real process. */
export function processContext(): Omit<CliContext, 'homeFolder' | 'daemon'> {
  return {
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    fetch: globalThis.fetch,
    platform: process.platform,
    runProgram,
  };
}

function runProgram(program: string, parameters: readonly string[]): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, [...parameters], { stdio: ['ignore', 'inherit', 'pipe'] });
    let errorOutput = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errorOutput += text));
    child.on('error', (error) => {
      resolve({ outcome: 'missing', errorOutput: error.message });
    });
    child.on('close', (code) => {
      resolve({ outcome: code === 0 ? 'done' : 'failed', errorOutput: errorOutput.trim() });
    });
  });
}
