#!/usr/bin/env node
/**
 * Sends one request twice to a running daemon and shows how the cache took part: miss, then hit. Exits with 1 if the
 * second is no hit, or if answers are kept elsewhere than expected. Service "tester" of docker-compose.yml runs it; so
 * does `node test/compose/send-twice.mjs` beside `askonce start --demo`.
 *
 * ASKONCE_URL                where the daemon is; http://localhost:8801 if absent
 * ASKONCE_KEY                the API key; the demo's if absent
 * ASKONCE_EXPECTED_BACKEND   "milvus" or "memory": where answers must be kept
 */

const origin = process.env.ASKONCE_URL || 'http://localhost:8801';
const key = process.env.ASKONCE_KEY || 'test-token';
const expectedBackend = process.env.ASKONCE_EXPECTED_BACKEND;

const BODY = {
  model: 'auto',
  messages: [
    { role: 'system', content: 'You are a helpful assistant.' },
    { role: 'user', content: 'What are the main renewable energy sources?' },
  ],
  temperature: 0.7,
};
const LONGEST_WAIT_MS = 60_000;
/** An answer is stored after it was sent, so an answer that was asked for at once could still be under way. */
const PAUSE_MS = 2_000;

try {
  say(`POST ${origin}/v1/chat/completions, twice`);
  const first = await ask();
  say(`1st: ${describe(first)}`);
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  const second = await ask();
  say(`2nd: ${describe(second)}`);
  const { store, degraded } = await status();
  say(`Kept in: ${store.backend}, ${store.entries} entries`);
  for (const sentence of degraded) say(`The daemon says: ${sentence}`);

  const fault = whatIsWrong(first, second, store);
  if (fault) throw new Error(fault);
  say(
    isHit(first)
      ? 'OK: a hit both times; the answer is still there from an earlier run.'
      : 'OK: a miss, then a hit.',
  );
} catch (error) {
  const cause = error.cause ? ` (${error.cause.message || error.cause.code})` : '';
  process.stderr.write(`FAILED: ${error.message}${cause}\n`);
  process.exitCode = 1;
}

async function ask() {
  const begin = performance.now();
  const { headers, body } = await request('/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify(BODY),
  });
  return {
    cache: headers.get('x-askonce-cache') ?? '(none)',
    model: headers.get('x-askonce-model') ?? '(none)',
    answer: body.choices[0].message.content,
    milliseconds: Math.round(performance.now() - begin),
  };
}

async function status() {
  const { body } = await request('/askonce/status');
  return body;
}

async function request(path, options) {
  const reply = await fetch(origin + path, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(LONGEST_WAIT_MS),
    ...options,
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`the daemon answered ${reply.status}: ${text.slice(0, 500)}`);
  return { headers: reply.headers, body: JSON.parse(text) };
}

/** "hit-coalesced" would mean that the first request was still under way: nothing came from the store. */
function isHit({ cache }) {
  return cache === 'hit-exact' || cache === 'hit-semantic';
}

function whatIsWrong(first, second, store) {
  if (!isHit(second)) return `the second time is "${second.cache}", not a hit`;
  if (second.answer !== first.answer) return 'the two answers differ';
  if (expectedBackend && store.backend !== expectedBackend)
    return `answers are kept in "${store.backend}", not in "${expectedBackend}"`;
  return undefined;
}

function describe({ cache, model, milliseconds, answer }) {
  const start = answer.replaceAll(/\s+/g, ' ').slice(0, 60);
  return `x-askonce-cache: ${cache.padEnd(9)}  ${String(milliseconds).padStart(5)} ms  ${model}  "${start}..."`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
