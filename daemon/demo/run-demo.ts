/**
 * `npm run demo`: starts the daemon on embedded defaults in a temporary folder, plays a short story against its real
 * HTTP port, prints what happened as a table, and stays for the user to go on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { DEFAULT_PORT } from '../../shared/constants.ts';
import { configSchema } from '../config/config-schema.ts';
import { discoverProviders } from '../config/discover-providers.ts';
import { interpolate } from '../config/interpolate.ts';
import { startDaemon, type RunningDaemon } from '../start-daemon.ts';
import { DEMO_TOKEN } from './demo-token.ts';
import { playStory, type PlayedLine } from './play-story.ts';
import { describeRoutes } from './describe-routes.ts';
import { describeRefusals, readRefusals } from './read-refusals.ts';
import { STORY } from './story.ts';
import { storyTable } from './story-table.ts';

export interface RunDemoOptions {
  /** Ends after the story. */
  once: boolean;
  /** Asks the models that are found on this machine and by keys in the environment, instead of practice models. */
  live: boolean;
  print: (line: string) => void;
}

/** Resolves with whether every line of the story came out as it should. */
export async function runDemo({ once, live, print }: RunDemoOptions): Promise<boolean> {
  const dataFolder = mkdtempSync(path.join(os.tmpdir(), 'askonce-demo-'));
  const port = (await isFree(DEFAULT_PORT)) ? DEFAULT_PORT : 0;
  const models = live ? await foundModels(port) : [];
  // The story's questions are no secret, and the folder goes with the demo.
  const decisions = { text: 'full' };
  const config = configSchema.parse({ server: { port }, models, data_folder: dataFolder, decisions });
  const log = pino({ level: 'warn' }, pino.destination(2));
  const daemon = await startDaemon({ config, dataFolder, log, demo: { token: DEMO_TOKEN } });
  try {
    for (const line of opening(daemon, dataFolder)) print(line);
    await daemon.modelsLoaded;
    const inlet = { baseUrl: `http://127.0.0.1:${daemon.port}/v1`, apiKey: DEMO_TOKEN };
    const played = await playStory(STORY, inlet, daemon.models);
    print(storyTable(played));
    for (const line of describeRoutes(played)) print(line);
    const own = { origin: `http://127.0.0.1:${daemon.port}`, adminKey: daemon.localKey, fetch };
    for (const line of describeRefusals(await readRefusals(played, own))) print(line);
    const cameOut = played.every((line) => line.cameOut);
    print(verdict(played));
    if (once) return cameOut;
    for (const line of whatNext(daemon.port)) print(line);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
    });
    return cameOut;
  } finally {
    await daemon.close(0);
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

/** Models as config.yaml would name them, keys read from the environment. */
async function foundModels(ownPort: number): Promise<object[]> {
  const findings = await discoverProviders({ environment: process.env, fetch, ownPort });
  const { tree } = interpolate(
    findings.flatMap(({ models }) => models),
    process.env,
    (text) => text,
  );
  return z.array(z.looseObject({})).parse(tree);
}

function opening({ port, models }: RunningDaemon, dataFolder: string): string[] {
  const taken = port === DEFAULT_PORT ? '' : ` (port ${DEFAULT_PORT} is taken)`;
  const names = models.map(({ id }) => id).join(', ');
  const simulated = models.every((model) => model.simulated)
    ? ' They are SIMULATED: made-up answers at a realistic pace. They show the path, not intelligence.'
    : '';
  return [
    `AskOnce demo on http://localhost:${port}/v1${taken}, data in ${dataFolder} until it ends.`,
    `Models: ${names}.${simulated}`,
    '',
  ];
}

function verdict(played: PlayedLine[]): string {
  const failed = played.filter((line) => !line.cameOut);
  if (failed.length === 0) return 'Every line came out as it should.';
  return failed
    .map(
      ({ title, expected, cache, tier }) =>
        `NOT as it should: "${title}" gave ${cache} (${tier}) instead of ${expected.cache} (${expected.tier ?? 'any tier'}).`,
    )
    .join('\n');
}

function whatNext(port: number): string[] {
  return [
    '',
    'Now try it yourself in another terminal, twice, and see x-askonce-cache turn from miss to hit-exact:',
    '',
    `  curl -i -X POST http://localhost:${port}/v1/chat/completions -H "Content-Type: application/json" \\`,
    `    -H "Authorization: Bearer ${DEMO_TOKEN}" \\`,
    `    -d '{"model":"auto","messages":[{"role":"user","content":"How tall is the Eiffel tower?"}]}'`,
    '',
    'Then "npm start" runs it with your own models. Stop the demo with Ctrl+C.',
  ];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(false);
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        resolve(true);
      });
    });
  });
}
