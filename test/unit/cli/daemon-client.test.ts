import { mkdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openKeysFile } from '../../../daemon/config/keys-file.ts';
import { writePortableEntry } from '../../../daemon/store/portable-entry.ts';
import { cacheEntry } from '../../support/cache-entry.ts';
import { testCli, type TestCli } from '../../support/cli-context.ts';
import { decisionRecord } from '../../support/decision-record.ts';
import { containing } from '../../support/matchers.ts';

interface Call {
  method: string;
  url: string;
  authorization: string | null;
  body: string;
}

/** A daemon on port 4711, by its answers to "METHOD /path"; the rest is 404. */
function cliWithDaemon(
  answers: Record<string, unknown>,
  environment: Record<string, string> = {},
): TestCli & { calls: Call[] } {
  const calls: Call[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search } = new URL(request.url);
    calls.push({
      method: request.method,
      url: request.url,
      authorization: request.headers.get('authorization'),
      body: await request.text(),
    });
    const answer = answers[`${request.method} ${pathname}${search}`];
    if (answer instanceof Response) return answer;
    return answer === undefined
      ? Response.json({ error: { message: 'There is no such thing.' } }, { status: 404 })
      : Response.json(answer);
  };
  const cli = testCli({
    environment,
    fetch,
    daemon: { findHolder: () => Promise.resolve({ pid: 1, port: 4711 }) },
  });
  return { ...cli, calls };
}

const STATUS = {
  version: '0.1.0',
  pid: 1,
  startedAt: 0,
  address: 'http://127.0.0.1:4711',
  degraded: ['The embedding model is broken.'],
  embedder: { id: 'minilm', state: 'ready' },
  store: { backend: 'memory', entries: 3, scopes: 1, hits: 5, evicted: 0, details: { index: 'flat' } },
  requests: { total: 4, hitExact: 1, hitSemantic: 1, hitCoalesced: 0, miss: 2, bypass: 0 },
};
const VIEW = {
  ...{ id: 'a'.repeat(64), question: 'Why?', answer: 'So.', model: 'm', createdAt: 0, hits: 0 },
  ...{ pinned: false, source: 'model', origin: 'http' },
};

test('commands go to the daemon that holds the data folder, with its local key', async () => {
  const cli = cliWithDaemon({ 'GET /askonce/status': STATUS });
  const { code, output } = await cli.run('status');
  expect(code).toBe(0);
  expect(output).toContain('2 (50 %)');
  expect(output).toContain('Degraded: The embedding model is broken.');
  const dataFolder = cli.context.environment.ASKONCE_DATA_FOLDER ?? '';
  const key = openKeysFile(dataFolder, { defaultUser: 'me' }).localKey();
  expect(cli.calls[0]).toMatchObject({
    url: 'http://127.0.0.1:4711/askonce/status',
    authorization: `Bearer ${key}`,
  });
});

test.each([
  ['is named with its state', { id: 'verifier/1', state: 'failed' }, /Verifier +verifier\/1: failed/],
  ['that nobody wants is none', undefined, /Verifier +none/],
])('a verifying model %s', async (_what, verifier, line) => {
  const { output } = await cliWithDaemon({ 'GET /askonce/status': { ...STATUS, verifier } }).run('status');
  expect(output).toMatch(line);
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:4711/'],
  ['::1', 'http://[::1]:4711/'],
  ['localhost', 'http://localhost:4711/'],
])('a daemon on %s is reached at %s', async (host, url) => {
  const cli = cliWithDaemon(
    { 'GET /askonce/status': STATUS },
    { ASKONCE_SERVER_HOST: host, ASKONCE_SERVER_EXPOSED: 'true' },
  );
  await cli.run('status');
  expect(cli.calls[0]?.url).toBe(`${url}askonce/status`);
});

test('the cache commands use the daemon while it runs, never the store', async () => {
  const cli = cliWithDaemon({
    'GET /askonce/status': STATUS,
    'GET /askonce/entries?offset=5&limit=2': { total: 9, entries: [VIEW] },
    [`GET /askonce/entries/${VIEW.id}`]: VIEW,
    [`DELETE /askonce/entries/${VIEW.id}`]: { deleted: 1 },
    'DELETE /askonce/entries': { deleted: 3 },
    'POST /askonce/entries/import': { imported: 2, skipped: 0 },
    'GET /askonce/entries/export': new Response(`${writePortableEntry(cacheEntry(1))}\n`),
  });
  cli.context.daemon.openStore = () => Promise.reject(new Error('the store was opened'));
  expect((await cli.run('cache', 'stats')).output).toMatch(/index +flat/);
  expect((await cli.run('cache', 'list', '--offset', '5', '--limit', '2')).output).toContain(
    '1 of 9 entries.',
  );
  expect((await cli.run('cache', 'show', VIEW.id)).output).toContain('So.');
  expect((await cli.run('cache', 'delete', VIEW.id)).code).toBe(0);
  expect((await cli.run('cache', 'clear', '--yes')).output).toBe('Deleted 3 entries.\n');
  expect((await cli.run('cache', 'export', '-')).output).toContain('What is 1?');
});

test('an import is sent in pieces that fit a request', async () => {
  const big = Array.from({ length: 30 }, (_, number) =>
    writePortableEntry(cacheEntry(number, { answer: { ...cacheEntry(0).answer, text: 'x'.repeat(40_000) } })),
  );
  const cli = cliWithDaemon({
    'GET /askonce/status': STATUS,
    'POST /askonce/entries/import': { imported: 10, skipped: 0 },
  });
  cli.context.stdin.unshift(`${big.join('\n')}\n`);
  await cli.run('cache', 'import', '-');
  const bodies = cli.calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
  expect(bodies.length).toBeGreaterThan(1);
  expect(bodies.every((body) => body.length < 600_000)).toBe(true);
  expect(bodies.flatMap((body) => body.split('\n'))).toEqual(big);
});

test('a refusal is shown in the daemon\u2019s own words', async () => {
  const refusal = Response.json({ error: { message: 'This key may only chat.' } }, { status: 403 });
  expect(await cliWithDaemon({ 'GET /askonce/status': refusal }).run('status')).toMatchObject({
    code: 1,
    errors: 'This key may only chat.\n',
  });
});

test.each([
  ['a web page', new Response('<html>', { status: 502 }), 'status 502'],
  ['another shape', Response.json({ hello: 1 }), 'different versions'],
])('%s instead of an answer is said in words', async (_what, answer, message) => {
  const { code, errors } = await cliWithDaemon({ 'GET /askonce/status': answer }).run('status');
  expect(code).toBe(1);
  expect(errors).toContain(message);
});

test('a daemon that does not answer is said so, without the key', async () => {
  const cli = testCli({ daemon: { findHolder: () => Promise.resolve({ pid: 1, port: 4711 }) } });
  const { code, errors } = await cli.run('status');
  expect(code).toBe(1);
  expect(errors).toContain('does not answer');
  expect(errors).not.toContain('ao-');
});

test('keys are made through the daemon while it runs', async () => {
  const key = { id: 'key-1', name: 'laptop', user: 'ann', role: 'chat', createdAt: 0, key: 'ao-new' };
  const cli = cliWithDaemon({
    'POST /askonce/keys': key,
    'GET /askonce/keys': { keys: [{ ...key, key: undefined }] },
    'DELETE /askonce/keys/key-1': { deleted: 1 },
  });
  expect((await cli.run('keys', 'add', 'laptop', '--user', 'ann')).output).toBe('ao-new\n');
  expect(JSON.parse(cli.calls[0]?.body ?? '')).toEqual({ name: 'laptop', user: 'ann', role: 'chat' });
  expect((await cli.run('keys', 'list')).output).toContain('laptop');
  expect((await cli.run('keys', 'revoke', 'key-1')).code).toBe(0);
  expect(await cli.run('keys', 'revoke', 'key-2')).toMatchObject({
    code: 1,
    errors: containing('keys list'),
  });
});

test('keys are made in the file while no daemon runs', async () => {
  const cli = testCli();
  mkdirSync(cli.context.environment.ASKONCE_DATA_FOLDER ?? '', { mode: 0o700 });
  const { output } = await cli.run('keys', 'add', 'laptop', '--admin');
  const file = openKeysFile(cli.context.environment.ASKONCE_DATA_FOLDER ?? '', { defaultUser: 'me' });
  const record = file.find(output.trim());
  expect(record).toMatchObject({ name: 'laptop', role: 'admin', user: 'me' });
  expect((await cli.run('keys', 'list')).output).not.toContain(output.trim());
  expect((await cli.run('keys', 'revoke', record?.id ?? '')).code).toBe(0);
});

test('models are listed with their state by the daemon, and from the configuration without one', async () => {
  const model = {
    ...{ id: 'big', tier: 'large', baseUrl: 'https://a.example/v1', contextWindow: 1 },
    ...{ simulated: false, breaker: 'open', isDefault: true },
    pace: { calls: 9, firstTokenMs: { p50: 400, p90: 1_240 }, perTokenMs: 12, failureRate: 0.25 },
  };
  const { output } = await cliWithDaemon({ 'GET /askonce/models': { models: [model] } }).run(
    'models',
    'list',
  );
  expect(output).toContain('failing, resting, default');
  expect(output).toContain('first word 0.4 s (nine of ten 1.2 s), 12 ms a token, about 25 % fail');
  const environment = { ASKONCE_MODELS: '[{id: big, base_url: "https://a.example/v1", tier: large}]' };
  expect((await testCli({ environment }).run('models', 'list')).output).toContain('no daemon running');
});

test.each([
  ['wrong', { judged: 'wrong', forgotten: false }, 'does not serve this wording again'],
  ['wrong', { judged: 'wrong', forgotten: true }, 'is deleted'],
  ['right', { judged: 'right', forgotten: false }, 'Noted: right.\n'],
  ['undo', { forgotten: false }, 'Taken back.\n'],
  ['undo', { forgotten: true }, 'The stored answer is gone'],
])('judge %s is told to the daemon, and what comes of it is said: %o', async (verdict, answer, said) => {
  const cli = cliWithDaemon({
    'GET /askonce/decisions/d%201': decisionRecord('d 1', { judged: 'right' }),
    'POST /askonce/decisions/d%201/verdict': answer,
  });
  const { code, output } = await cli.run('judge', 'd 1', verdict);
  expect(code).toBe(0);
  expect(output).toContain(said);
  expect(cli.calls.at(-1)).toMatchObject({ method: 'POST', body: JSON.stringify({ verdict }) });
});

test('an answer is judged by the beginning of its id, and an undo of nothing says so', async () => {
  const decisions = [decisionRecord('aaaaaaaa-1111'), decisionRecord('bbbbbbbb-2222')];
  const cli = cliWithDaemon({
    'GET /askonce/decisions?limit=1000': { decisions },
    'POST /askonce/decisions/bbbbbbbb-2222/verdict': { forgotten: false },
  });
  expect(await cli.run('judge', 'bbbbbbbb', 'undo')).toMatchObject({
    ...{ code: 0, output: 'Nothing was said of this answer: there is nothing to take back.\n' },
  });
});

test('judging what is not known fails with a sentence, and other verdicts are refused', async () => {
  const cli = cliWithDaemon({ 'GET /askonce/decisions?limit=1000': { decisions: [] } });
  expect(await cli.run('judge', 'nobody', 'wrong')).toMatchObject({
    ...{ code: 1, errors: containing('No decision has the id nobody (any more).') },
  });
  expect((await cli.run('judge', 'd', 'so-so')).code).toBe(2);
});

test('status shows the estimated share of wrong answers beside the budget, and where it is over', async () => {
  const share = { served: 200, judged: 7, share: 0.0312, low: 0.0148, high: 0.0571, raisedBy: 0 };
  const groups = [
    { group: 'https://one.example', ...share, raisedBy: 1.2 },
    { group: 'http', ...share },
  ];
  const shown = async (wrongAnswers: unknown): Promise<string> => {
    const cli = cliWithDaemon({ 'GET /askonce/status': { ...STATUS, wrongAnswers } });
    return (await cli.run('status')).output;
  };
  expect(await shown({ budget: 0.02, isKept: true, overall: share, groups })).toContain(
    'about 3.1 % of 200 semantic hits (1.5 % to 5.7 %), 7 judged; budget 2.0 %; harder to reuse until it holds: https://one.example',
  );
  expect(await shown({ budget: 0.02, isKept: false })).toContain(
    'nothing served by meaning yet; budget 2.0 %, not kept: similarity alone decides',
  );
});

test('status shows what shadow audits have found and taken, where they are wanted', async () => {
  const shown = async (status: object): Promise<string> => {
    const cli = cliWithDaemon({ 'GET /askonce/status': { ...STATUS, ...status } });
    return (await cli.run('status')).output;
  };
  const audits = { share: 0.02, right: 12, wrong: 1, undecided: 2, tokens: 8_100, costUsd: 0 };
  expect(await shown({ audits })).toMatch(
    /^Audits +2\.0 % of semantic hits: 12 right, 1 wrong, 2 undecided; 8100 tokens$/m,
  );
  expect(await shown({ audits: { ...audits, costUsd: 0.01234 } })).toContain('8100 tokens, $0.0123');
  expect(await shown({})).not.toContain('Audits');
});
