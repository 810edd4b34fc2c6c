import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../../daemon/lib/package-root.ts';
import { createGate } from '../support/gate.ts';
import {
  answerText,
  delta,
  endEvents,
  failWith,
  sendEvent,
  startEvents,
  startScriptedUpstream,
  type ScriptedUpstream,
} from '../support/scripted-upstream.ts';
import { makeHome, type AskOnceHome } from '../support/spawn-askonce.ts';
import { configuredModels } from '../support/start-test-daemon.ts';

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';

/** What service "tester" of docker-compose.yml does. */
async function sendTwice(origin: string, environment = {}): Promise<[number | null, string]> {
  const child = spawn(process.execPath, ['test/compose/send-twice.mjs'], {
    cwd: packageRoot(),
    env: { ...process.env, ASKONCE_URL: origin, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return [code, output];
}

let home: AskOnceHome;
let upstream: ScriptedUpstream;

beforeEach(async () => {
  home = makeHome();
  upstream = await startScriptedUpstream(answerText('sun, wind and water'));
  home.writeConfig({ models: configuredModels({ small: upstream.baseUrl }) });
});
afterEach(async () => {
  await home.remove();
  await upstream.close();
});

test('the first start writes a configuration for its owner only and serves with practice models, of which nothing is kept', async () => {
  rmSync(path.join(home.folder, 'config.yaml'));
  const daemon = await home.start();
  expect(daemon.output()).toContain(`Wrote ${path.join(home.folder, 'config.yaml')}`);
  expect(daemon.output()).toContain('simulated');
  expect(statSync(path.join(home.folder, 'config.yaml')).mode & 0o777).toBe(0o600);
  expect(statSync(path.join(home.folder, 'data', 'keys.json')).mode & 0o777).toBe(0o600);
  const reply = await daemon.ask(QUESTION);
  expect(await reply.text()).toContain('Simulated answer');
  expect((await daemon.ask(QUESTION)).headers.get('x-askonce-cache')).toBe('miss');
  expect((await sendTwice(daemon.origin, { ASKONCE_KEY: daemon.key }))[0]).toBe(1);
});

test('a demo keeps the simulated answers of practice models in a folder apart and takes the known key; no other start does', async () => {
  const demo = await home.start('--demo');
  expect(demo.output()).toContain('DEMO');
  const ask = async (origin: string): Promise<[number, string | null]> => {
    const reply = await fetch(`${origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer test-token' },
      body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: QUESTION }] }),
    });
    await reply.text();
    return [reply.status, reply.headers.get('x-askonce-cache')];
  };
  expect(await ask(demo.origin)).toEqual([200, 'miss']);
  await expect.poll(() => ask(demo.origin)).toEqual([200, 'hit-exact']);
  expect(await sendTwice(demo.origin)).toMatchObject([0, expect.stringContaining('OK: a miss, then a hit.')]);
  expect((await sendTwice(demo.origin, { ASKONCE_EXPECTED_BACKEND: 'milvus' }))[0]).toBe(1);
  expect(upstream.calls).toHaveLength(0);
  await demo.kill('SIGTERM');

  const real = await home.start();
  expect(await ask(real.origin)).toEqual([401, null]);
  expect(await real.outcome(QUESTION)).toBe('miss');
});

test('a configuration with faults names every one with its line and exits with 2', async () => {
  writeFileSync(
    path.join(home.folder, 'config.yaml'),
    'server:\n  prot: 8801\nsemantic_cache:\n  max_entries: many\n  eviction_policy: lfru\nmodels:\n  - id: a\n    base_url: ftp://x\n    tier: small\n',
  );
  const { code, errors } = await home.run('start');
  expect(code).toBe(2);
  expect(errors).toMatch(/config\.yaml:2: .*prot.*port/);
  expect(errors).toMatch(/config\.yaml:4: .*max_entries/);
  expect(errors).toMatch(/config\.yaml:5: .*eviction_policy/);
  expect(errors).toMatch(/config\.yaml:8: .*base_url/);
});

test('a port that is taken is named, with who holds it', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const { code, errors } = await home.run('start', '--port', String(port));
  holder.close();
  expect(code).toBe(1);
  expect(errors).toContain(`Port ${port} is taken`);
  if (process.platform === 'linux') expect(errors).toContain(`pid ${process.pid}`);
});

test('a second start finds the first and leaves it alone', async () => {
  const daemon = await home.start();
  const second = await home.run('start');
  expect(second.output).toContain(`already running (pid ${daemon.child.pid ?? 0}`);
  expect((await daemon.ask(QUESTION)).status).toBe(200);
});

test('what was learnt before a kill -9 is served after the next start, and so is what was said after it', async () => {
  const first = await home.start();
  await expect.poll(() => first.embedderState()).toBe('ready');
  expect(await first.outcome(QUESTION)).toBe('miss');
  await expect.poll(() => first.outcome(QUESTION)).toBe('hit-exact');
  await first.kill('SIGKILL');
  const second = await home.start();
  await expect.poll(() => second.embedderState()).toBe('ready');
  expect(await second.outcome(QUESTION)).toBe('hit-exact');
  expect(await second.outcome('What are the primary sources of renewable energy?')).toBe('hit-semantic');
});

test('SIGTERM lets a stream under way end, refuses new requests and exits with 0', async () => {
  const rest = createGate();
  upstream.script = async (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ role: 'assistant', content: 'first ' }));
    await rest.opened;
    sendEvent(response, delta({ content: 'second' }, 'stop'));
    endEvents(response);
  };
  const daemon = await home.start();
  const reply = await daemon.ask(QUESTION, { stream: true });
  const stopped = daemon.kill('SIGTERM');
  const isServing = (): Promise<boolean> =>
    daemon.request('/health').then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isServing).toBe(false);
  rest.open();
  expect(await reply.text()).toMatch(/first .*second.*\[DONE\]/s);
  expect(await stopped).toBe(0);
});

test('a damaged database is moved aside with a message, and the daemon serves', async () => {
  const first = await home.start();
  await (await first.ask(QUESTION)).text();
  await first.kill('SIGTERM');
  const data = path.join(home.folder, 'data');
  writeFileSync(path.join(data, 'askonce.db'), 'this is not a database, but it must not be lost');
  const second = await home.start();
  await expect.poll(() => second.errors()).toContain('moved aside');
  const aside = readdirSync(data).find((name) => name.startsWith('askonce.db.corrupt-')) ?? '';
  expect(readFileSync(path.join(data, aside), 'utf8')).toContain('must not be lost');
  expect((await second.ask(QUESTION)).status).toBe(200);
});

test.each([
  ['refuses its key', failWith(401), 502, /refused the key.*api_key/],
  ['fails', failWith(500), 500, /failed \(500\)/],
])('a provider that %s is an error that says what to do', async (_how, script, status, message) => {
  upstream.script = script;
  const daemon = await home.start();
  const reply = await daemon.ask(QUESTION);
  expect(reply.status).toBe(status);
  expect(await reply.json()).toMatchObject({ error: { message: expect.stringMatching(message) as string } });
});

test('without its embedding model the daemon still serves equal questions and says what is wrong', async () => {
  home.writeConfig({
    models: configuredModels({ small: upstream.baseUrl }),
    matching: { embedder: path.join(home.folder, 'nowhere') },
  });
  const daemon = await home.start();
  await (await daemon.ask(QUESTION)).text();
  await expect
    .poll(async () => (await daemon.ask(QUESTION)).headers.get('x-askonce-cache'))
    .toBe('hit-exact');
  expect(daemon.errors()).toContain('embedding model is off');
  expect(await (await fetch(`${daemon.origin}/health`)).json()).toMatchObject({ status: 'degraded' });
});

test('without its verifying model nothing is served by meaning, however similar, and the status says what to do', async () => {
  home.writeConfig({
    models: configuredModels({ small: upstream.baseUrl }),
    matching: { verifier: path.join(home.folder, 'nowhere') },
  });
  const daemon = await home.start();
  await (await daemon.ask(QUESTION)).text();
  await expect
    .poll(async () => (await daemon.ask(QUESTION)).headers.get('x-askonce-cache'))
    .toBe('hit-exact');
  await expect.poll(() => daemon.embedderState()).toBe('ready');
  const reply = await daemon.ask(REWORDED);
  expect(reply.headers.get('x-askonce-cache')).toBe('miss');
  expect(Number(reply.headers.get('x-askonce-similarity'))).toBeGreaterThan(0.9);
  const { output } = await home.run('status');
  expect(output).toMatch(/Verifier +nowhere: failed/);
  expect(output).toMatch(/Degraded: The verifying model is off: .*Only exact repeats.*Restore/s);
});

test('the demo plays its story, every line as it should, and leaves nothing behind', async () => {
  const { code, output } = await home.run('demo', '--once');
  expect(output).toContain('Every line came out as it should.');
  expect(output).toContain('hit-semantic');
  expect(output).toContain('SIMULATED');
  expect(output).toMatch(
    /"What is new in Python 3\.12\?"\n +similarity 0\.95\d to .*version 3\.12 against 3\.11/,
  );
  expect(output).toMatch(/"How do I turn off .*\?"\n +similarity 0\.8\d+ to .*'turn off' against 'turn on'/);
  expect(code).toBe(0);
  const folder = /data in (\S+)/.exec(output)?.[1] ?? '';
  expect(existsSync(folder)).toBe(false);
});
