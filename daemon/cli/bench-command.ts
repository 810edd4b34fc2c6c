import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Command } from 'commander';
import { quantile } from '../lib/quantile.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError } from './command-error.ts';
import { requireDaemon } from './find-daemon.ts';
import { openConfig } from './open-config.ts';
import { wholeNumber } from './option-values.ts';
import { pairsOf } from './table.ts';

/** `askonce bench`: how fast the running daemon answers what it knows. */
export function addBenchCommand(program: Command, context: CliContext): void {
  program
    .command('bench')
    .description(
      'measure exact hits of the running daemon over HTTP (asks a model once, if the cache is new to it)',
    )
    .option('-n, --requests <count>', 'requests to measure', wholeNumber(10), 500)
    .option('-q, --question <text>', 'what to ask', 'What are the main renewable energy sources?')
    .addHelpText('after', '\nExample:\n  $ askonce bench --requests 1000')
    .action(async ({ requests, question }: { requests: number; question: string }, command: Command) => {
      const { baseUrl, apiKey } = await requireDaemon(context, openConfig(context, command));
      note(context, `Measuring ${requests} requests, one after another, over one connection ...`);
      const times = await measureExactHits({ baseUrl, apiKey, question, requests });
      print(context, describeTimes(times));
    });
}

interface Measurement {
  baseUrl: string;
  apiKey: string;
  question: string;
  requests: number;
}

/** Hits before the first that counts: the JIT and the connection warm up. */
const WARM_UP = 50;
/** Times that the question is asked until the cache knows it. Each may cost a model's answer, so few. */
const TRIES = 3;
/** The answer is stored off the reply path; what the next try gives it, in milliseconds. */
const PAUSE_MS = 50;

/** Milliseconds of each request, ascending. */
async function measureExactHits({ baseUrl, apiKey, question, requests }: Measurement): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const body = JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: question }] });
  const ask = (): Promise<Timed> => timeRequest(`${baseUrl}/v1/chat/completions`, { agent, apiKey, body });
  try {
    await untilKnown(ask);
    const times: number[] = [];
    for (let count = 0; count < WARM_UP + requests; count++) {
      const { elapsedMs, cache, status } = await ask();
      if (cache !== 'hit-exact') throw new CommandError(noHitMessage(status, cache));
      if (count >= WARM_UP) times.push(elapsedMs);
    }
    return times;
  } finally {
    agent.destroy();
  }
}

async function untilKnown(ask: () => Promise<Timed>): Promise<void> {
  let last = await ask();
  for (let tries = 1; last.cache !== 'hit-exact'; tries++) {
    if (tries === TRIES) throw new CommandError(noHitMessage(last.status, last.cache));
    await setTimeout(PAUSE_MS);
    last = await ask();
  }
}

interface Timed {
  elapsedMs: number;
  status: number;
  cache: string;
}

/** Plain node:http: a client library's own time would be measured too. */
function timeRequest(
  url: string,
  { agent, apiKey, body }: { agent: Agent; apiKey: string; body: string },
): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const headers = {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('error', reject);
      response.on('end', () => {
        const cache = String(response.headers['x-askonce-cache'] ?? 'no verdict');
        resolve({ elapsedMs: performance.now() - startedAt, status: response.statusCode ?? 0, cache });
      });
    })
      .on('error', reject)
      .end(body);
  });
}

function noHitMessage(status: number, cache: string): string {
  return `The repeated question came back as "${cache}" (status ${status}), so there is no exact hit to measure. Answers of practice models are not stored: configure a model, or see "askonce status" for what is degraded.`;
}

function describeTimes(times: readonly number[]): string {
  const at = (share: number): string => `${(quantile(times, share) ?? 0).toFixed(2)} ms`;
  const meanMs = times.reduce((sum, time) => sum + time, 0) / times.length;
  return pairsOf([
    ['Exact hits', times.length],
    ['p50', at(0.5)],
    ['p99', at(0.99)],
    ['Slowest', at(1)],
    ['A second', Math.round(1000 / meanMs)],
  ]);
}
