import autocannon from 'autocannon';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import OpenAI from 'openai';
import { z } from 'zod';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { answerText, startScriptedUpstream, type ScriptedUpstream } from '../support/scripted-upstream.ts';
import { makeHome, type AskOnceProcess } from '../support/spawn-askonce.ts';
import { configuredModels } from '../support/start-test-daemon.ts';
import { measure, ms, percentile } from './measure.ts';
import { postQuestion, questionBody, spelling } from './post-question.ts';

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';
const ANSWER =
  'The main renewable energy sources are sun, wind, water, biomass and the heat of the earth. '.repeat(9);

/** The HTTP inlet: hits and misses against the same bytes from a bare Node server and from the upstream itself. */
export async function benchHttp(print: (line: string) => void): Promise<void> {
  const upstream = await startScriptedUpstream(answerText(ANSWER));
  const home = makeHome();
  home.writeConfig({ models: configuredModels({ small: upstream.baseUrl }) });
  const daemon = await home.start();
  const bare = await startBareServer();
  try {
    await benchLatency(print, daemon, bare.url);
    await benchThroughput(print, daemon, bare.url);
    await benchFirstToken(print, daemon, upstream);
  } finally {
    await home.remove();
    await upstream.close();
    bare.close();
  }
}

async function benchLatency(
  print: (line: string) => void,
  daemon: AskOnceProcess,
  bareUrl: string,
): Promise<void> {
  await askOnce(daemon, QUESTION, 'miss');
  const baseline = await measure(1_000, () => postQuestion(bareUrl, daemon.key, QUESTION));
  const exact = await measure(1_000, () => askOnce(daemon, QUESTION, 'hit-exact'));
  // Each wording is new, so that no exact hit and no remembered vector helps.
  const semantic = await measure(200, (run) => askOnce(daemon, spelling(REWORDED, run), 'hit-semantic'));
  row(print, 'bare Node server, same bytes (baseline)', baseline, baseline);
  row(print, 'exact hit over HTTP, keep-alive', exact, baseline);
  row(print, 'semantic hit, 10 words, new wording each', semantic, baseline);
}

async function benchThroughput(
  print: (line: string) => void,
  daemon: AskOnceProcess,
  bareUrl: string,
): Promise<void> {
  const rate = async (url: string): Promise<number> => {
    const { requests } = await autocannon({
      url,
      connections: 32,
      duration: 5,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${daemon.key}` },
      body: questionBody(QUESTION),
    });
    return requests.average;
  };
  const baseline = await rate(bareUrl);
  const hits = await rate(`${daemon.origin}/v1/chat/completions`);
  print(
    `exact hits per second, 32 connections: ${Math.round(hits)} (bare Node server ${Math.round(baseline)}, ratio ${(hits / baseline).toFixed(2)}; client, server and baseline share the machine)`,
  );
}

/** Time to the first token on a miss, alternately through the daemon and straight from the upstream. */
async function benchFirstToken(
  print: (line: string) => void,
  daemon: AskOnceProcess,
  upstream: ScriptedUpstream,
): Promise<void> {
  const direct = new OpenAI({
    baseURL: upstream.baseUrl,
    apiKey: 'x',
    maxRetries: 0,
    organization: null,
    project: null,
  });
  const through = new OpenAI({
    baseURL: `${daemon.origin}/v1`,
    apiKey: daemon.key,
    maxRetries: 0,
    organization: null,
    project: null,
  });
  const added: number[] = [];
  const straight: number[] = [];
  for (const question of realQuestions(200)) {
    const alone = await firstTokenMs(direct, question);
    const viaDaemon = await firstTokenMs(through, question);
    straight.push(alone);
    added.push(viaDaemon - alone);
  }
  added.sort((a, b) => a - b);
  straight.sort((a, b) => a - b);
  print(
    `time to first token on a miss: added p50 ${ms(percentile(added, 0.5))}, p99 ${ms(percentile(added, 0.99))} (straight from the upstream p50 ${ms(percentile(straight, 0.5))})`,
  );
}

/** Questions as people ask them, each another, so that each is a miss. */
function realQuestions(count: number): string[] {
  const lines = readFileSync(path.join(packageRoot(), 'test/data/matching-pairs.jsonl'), 'utf8').split('\n');
  return lines.slice(0, count).map((line) => z.object({ a: z.string() }).parse(JSON.parse(line)).a);
}

async function firstTokenMs(client: OpenAI, question: string): Promise<number> {
  const begin = performance.now();
  const stream = await client.chat.completions.create({
    model: 'small',
    messages: [{ role: 'user', content: question }],
    stream: true,
  });
  let first = 0;
  for await (const chunk of stream) {
    if (first === 0 && chunk.choices[0]?.delta.content) first = performance.now() - begin;
  }
  return first;
}

function row(print: (line: string) => void, name: string, milliseconds: number[], baseline: number[]): void {
  const p50 = percentile(milliseconds, 0.5);
  print(
    `${name}: p50 ${ms(p50)}, p99 ${ms(percentile(milliseconds, 0.99))}, ${(p50 / percentile(baseline, 0.5)).toFixed(1)} x the baseline`,
  );
}

async function askOnce(daemon: AskOnceProcess, question: string, expected: string): Promise<void> {
  const cache = await postQuestion(`${daemon.origin}/v1/chat/completions`, daemon.key, question);
  if (cache !== expected)
    throw new Error(`"${question}" was a ${cache ?? 'bare answer'} instead of a ${expected}.`);
}

/** What no product can beat on this machine: parse the body, send the answer. */
async function startBareServer(): Promise<{ url: string; close: () => void }> {
  const message = { role: 'assistant', content: ANSWER, refusal: null };
  const reply = JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
  });
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      JSON.parse(Buffer.concat(parts).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
