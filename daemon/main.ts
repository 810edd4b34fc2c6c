/**
 * The daemon as a process: reads the configuration (and writes it on first start), starts, says how to use it, and stops
 * in order on SIGINT or SIGTERM. Called by `askonce start`.
 */
import { pino } from 'pino';
import type { ModelInfo } from './chat/model-info.ts';
import { findConfigFolder, findDataFolder } from './config/folders.ts';
import { isUnspecified } from './config/provider-url.ts';
import { loadConfig } from './config/load-config.ts';
import { writeFirstConfig } from './config/default-config-file.ts';
import { AlreadyRunningError, startDaemon, type RunningDaemon } from './start-daemon.ts';

export interface RunDaemonOptions {
  /** Absent: config.yaml in the user's configuration folder, written on first start. */
  configFile?: string | undefined;
  /** Values from the command line by key path ("server.port"). */
  flags: Readonly<Record<string, unknown>>;
  /** Where the user reads; log lines go to the error output. */
  print: (line: string) => void;
}

/** How long requests under way may take to end once the process is asked to stop. */
const GRACE_MS = 10_000;

/** Resolves when the daemon has stopped. @throws ConfigError for a configuration that cannot be used. */
export async function runDaemon({ configFile, flags, print }: RunDaemonOptions): Promise<void> {
  const environment = process.env;
  if (configFile === undefined) {
    const findings = await writeFirstConfig(findConfigFolder(environment), { environment });
    findings.forEach(print);
  }
  const { config, file, warnings } = loadConfig({ file: configFile, environment, flags });
  const log = pino({ level: config.logging.level }, pino.destination(2));
  for (const warning of warnings) log.warn(warning);
  try {
    const daemon = await startDaemon({ config, dataFolder: findDataFolder(config), log });
    for (const line of welcome(daemon, { file, host: config.server.host })) print(line);
    await untilAskedToStop(daemon);
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    print(`${error.message} Nothing to start; "askonce status" shows it.`);
  }
}

function welcome(
  { port, localKey, models }: RunningDaemon,
  { file, host }: { file: string | undefined; host: string },
): string[] {
  // Not "localhost": that may be ::1 to a client, where somebody else could listen and be sent the key.
  const name = isUnspecified(host) || host === 'localhost' ? '127.0.0.1' : host;
  return [
    '',
    `AskOnce answers on http://${name}:${port}/v1`,
    ...models.map(describeModel),
    '',
    'Point any OpenAI client at it:',
    `  export OPENAI_BASE_URL=http://${name}:${port}/v1`,
    `  export OPENAI_API_KEY=${localKey}`,
    '',
    `Configuration: ${file ?? 'defaults'}   Stop with Ctrl+C.`,
  ];
}

function describeModel({ tier, id, baseUrl, simulated }: ModelInfo): string {
  return `  ${tier.padEnd(9)} ${id}  ${simulated ? '(practice model: simulated answers, none is stored)' : baseUrl}`;
}

/** The first signal stops in order; a second one stops at once. */
async function untilAskedToStop(daemon: RunningDaemon): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  await daemon.close(GRACE_MS);
}
