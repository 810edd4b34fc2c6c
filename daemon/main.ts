/**
 * The daemon as a process: reads the configuration (and writes it on first start), starts, says how to use it, and stops
 * in order on SIGINT or SIGTERM. Called by `askonce start`.
 */
import path from 'node:path';
import { pino } from 'pino';
import type { ModelInfo } from './chat/model-info.ts';
import { configSchema, type Config } from './config/config-schema.ts';
import { findConfigFolder, findDataFolder } from './config/folders.ts';
import { isUnspecified } from './lib/host.ts';
import { loadConfig } from './config/load-config.ts';
import { writeFirstConfig } from './config/default-config-file.ts';
import { DEMO_TOKEN } from './demo/demo-token.ts';
import { AlreadyRunningError, startDaemon, type RunningDaemon, type StartOptions } from './start-daemon.ts';

export interface RunDaemonOptions {
  /** Absent: config.yaml in the user's configuration folder, written on first start. */
  configFile?: string | undefined;
  /** Values from the command line by key path ("server.port"). */
  flags: Readonly<Record<string, unknown>>;
  /** For tests: practice models only, whose answers are kept, and a key that everybody knows. */
  demo: boolean;
  /** Where the user reads; log lines go to the error output. */
  print: (line: string) => void;
}

/** How long requests under way may take to end once the process is asked to stop. */
const GRACE_MS = 10_000;

/** Resolves when the daemon has stopped. @throws ConfigError for a configuration that cannot be used. */
export async function runDaemon({ configFile, flags, demo, print }: RunDaemonOptions): Promise<void> {
  const environment = process.env;
  if (configFile === undefined && !demo) {
    const findings = await writeFirstConfig(findConfigFolder(environment), { environment });
    findings.forEach(print);
  }
  const { config: configured, file, warnings } = loadConfig({ file: configFile, environment, flags });
  const config = demo ? withPracticeModels(configured) : configured;
  const log = pino({ level: config.logging.level }, pino.destination(2));
  for (const warning of warnings) log.warn(warning);
  try {
    const onPairingCode = (shown: PairingCode): void => {
      print(describeCode(shown));
    };
    const daemon = await startDaemon({
      ...{ config, log, onPairingCode },
      ...demoOrNot(findDataFolder(config), demo),
    });
    for (const line of welcome(daemon, { file, host: config.server.host, demo })) print(line);
    await untilAskedToStop(daemon);
  } catch (error) {
    if (!(error instanceof AlreadyRunningError)) throw error;
    print(`${error.message} Nothing to start; "askonce status" shows it.`);
  }
}

/** Whoever knows the demo's key costs nobody money, and no team finds simulated answers among its own. */
function withPracticeModels(config: Config): Config {
  const { identity, models, routing } = configSchema.parse({});
  return { ...config, identity, models, routing };
}

/** Its folder has an installation secret of its own, so that no simulated answer is ever found outside the demo. */
function demoOrNot(dataFolder: string, demo: boolean): Pick<StartOptions, 'dataFolder' | 'demo'> {
  return demo ? { dataFolder: path.join(dataFolder, 'demo'), demo: { token: DEMO_TOKEN } } : { dataFolder };
}

function welcome(
  { port, localKey, models }: RunningDaemon,
  { file, host, demo }: { file: string | undefined; host: string; demo: boolean },
): string[] {
  // Not "localhost": that may be ::1 to a client, where somebody else could listen and be sent the key.
  const name = isUnspecified(host) || host === 'localhost' ? '127.0.0.1' : host;
  return [
    '',
    `AskOnce answers on http://${name}:${port}/v1`,
    ...models.map((model) => describeModel(model, demo)),
    '',
    ...(demo
      ? [`DEMO: simulated answers are kept, and the key "${DEMO_TOKEN}" is taken. For tests only.`, '']
      : []),
    'Point any OpenAI client at it:',
    `  export OPENAI_BASE_URL=http://${name}:${port}/v1`,
    `  export OPENAI_API_KEY=${localKey}`,
    '',
    `Configuration: ${file ?? 'defaults'}   Stop with Ctrl+C.`,
  ];
}

type PairingCode = Parameters<NonNullable<StartOptions['onPairingCode']>>[0];

function describeCode({ code, name, origin }: PairingCode): string {
  return `\n>>> Pairing code: ${code}   for ${name} (${origin}); type it there within two minutes.\n`;
}

function describeModel({ tier, id, baseUrl, simulated }: ModelInfo, demo: boolean): string {
  const practice = `(practice model: simulated answers${demo ? '' : ', none is stored'})`;
  return `  ${tier.padEnd(9)} ${id}  ${simulated ? practice : baseUrl}`;
}

/** The first signal stops in order; a second one stops at once. */
async function untilAskedToStop(daemon: RunningDaemon): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  await daemon.close(GRACE_MS);
}
