import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPairedDaemon, type PairedDaemon } from '../../support/answering-daemon.ts';
import type { PageVerdict, SiteSetting } from '../../../shared/protocol.ts';
import { siteSetting, type ExtensionClient } from '../../support/extension-client.ts';
import { answerText, failWith, type ScriptedUpstream } from '../../support/scripted-upstream.ts';

const QUESTION = 'How do I reset my password?';
const REWORDED = 'How can I reset my password?';
const ANSWER = 'Open the settings, choose "Security" and press "Reset password".';
const ENDPOINT = 'https://api.example/v1/chat/completions';

let daemon: PairedDaemon;
let upstream: ScriptedUpstream;
let client: ExtensionClient;
let site: string;
let sites = 0;

beforeAll(async () => {
  daemon = await startPairedDaemon({ tiers: ['small', 'large'] });
  ({ upstream } = daemon);
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  // Each test has a site of its own, so that none sees another's answers.
  site = `https://desk-${++sites}.example`;
  upstream.script = answerText('From a model of the daemon.');
  upstream.calls.length = 0;
  client = await daemon.connect();
});
afterEach(() => {
  client.close();
});

function enable(change: Partial<SiteSetting> = {}): Promise<unknown> {
  return client.enable(siteSetting({ origin: site, ...change }));
}

function bodyFor(question: string, change: object = {}): object {
  return { model: 'gpt-4o', messages: [{ role: 'user', content: question }], ...change };
}

function ask(question: string, change: object = {}, page: { document?: string; bypass?: boolean } = {}) {
  // Loaded documents are never the same on two sites.
  const document = `${page.document ?? 'document-1'} of ${site}`;
  return client.ask({ site, url: ENDPOINT, body: bodyFor(question, change), ...page, document });
}

function completion(text: string, finishReason = 'stop'): object {
  const message = { role: 'assistant', content: text, refusal: null };
  return {
    ...{ id: 'chatcmpl-page', object: 'chat.completion', created: 1, model: 'gpt-4o' },
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage: { prompt_tokens: 3, completion_tokens: 9, total_tokens: 12 },
  };
}

/** Asks, lets the page answer itself, and waits until that is learnt. */
async function learn(question: string, answer: string, change: object = {}): Promise<void> {
  const { id, verdict } = await ask(question, change);
  expect(verdict).toMatchObject({ kind: 'pass', observe: true });
  client.observe(id, completion(answer));
  await daemon.hasLearnt(site);
}

function textOf(verdict: PageVerdict): string {
  if (verdict.kind !== 'respond') throw new Error(`The verdict is ${JSON.stringify(verdict)}.`);
  const whole = JSON.parse(verdict.chunks.join('')) as { choices: { message: { content: string } }[] };
  return whole.choices[0]!.message.content;
}

test('a page that is answered by itself once is answered by the daemon the next time, in the same form', async () => {
  await enable();
  await learn(QUESTION, ANSWER);

  const { verdict } = await ask(QUESTION, {}, { document: 'another' });

  expect(textOf(verdict)).toBe(ANSWER);
  expect(verdict).toMatchObject({
    ...{ kind: 'respond', status: 200, more: false, paceMs: 0 },
    headers: { 'content-type': 'application/json' },
    source: { cache: 'hit-exact', model: 'gpt-4o' },
  });
  expect(upstream.calls).toEqual([]);
});

test('a reworded question gets the same answer, as a stream where the page asks for one', async () => {
  await enable();
  await learn(QUESTION, ANSWER);

  const { verdict } = await ask(REWORDED, { stream: true });

  if (verdict.kind !== 'respond') throw new Error(JSON.stringify(verdict));
  expect(verdict.source.cache).toBe('hit-semantic');
  expect(verdict.paceMs).toBeGreaterThan(0);
  expect(verdict.chunks.every((chunk) => chunk.startsWith('data: ') && chunk.endsWith('\n\n'))).toBe(true);
  expect(verdict.chunks.at(-1)).toBe('data: [DONE]\n\n');
});

test.each<[string, object]>([
  ['another model', { model: 'gpt-4o-mini' }],
  [
    'another system prompt',
    {
      messages: [
        { role: 'system', content: 'Be rude.' },
        { role: 'user', content: QUESTION },
      ],
    },
  ],
  [
    'a history that the question may lean on',
    {
      messages: [
        { role: 'user', content: 'I am locked out of Windows 11.' },
        { role: 'assistant', content: 'Hello' },
        { role: 'user', content: QUESTION },
      ],
    },
  ],
])('a request with %s gets no stored answer', async (_what, change) => {
  await enable();
  await learn(QUESTION, ANSWER);

  expect((await ask(QUESTION, change)).verdict).toMatchObject({ kind: 'pass', observe: true });
});

test('a later question that stands on its own gets what was learnt without a history', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  const said = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello' },
  ];
  const { verdict } = await ask(QUESTION, { messages: [...said, { role: 'user', content: QUESTION }] });
  expect(textOf(verdict)).toBe(ANSWER);
});

test('another endpoint of the same site gets no stored answer', async () => {
  await enable();
  await learn(QUESTION, ANSWER);

  const { verdict } = await client.ask({ site, url: `${ENDPOINT}?bot=other`, body: bodyFor(QUESTION) });

  expect(verdict.kind).toBe('pass');
});

test('another site gets no stored answer, unless both are in one group', async () => {
  const other = `${site}:8443`;
  await client.enable(
    siteSetting({ origin: site, group: site }),
    siteSetting({ origin: other, group: site }),
    siteSetting({ origin: `${site}:1` }),
  );
  await learn(QUESTION, ANSWER);

  const inGroup = await client.ask({ site: other, url: ENDPOINT, body: bodyFor(QUESTION) });
  const ownHost = ENDPOINT.replace('//', '//eu.');
  const atItsOwnHost = await client.ask({ site: other, url: ownHost, body: bodyFor(QUESTION) });
  const outside = await client.ask({ site: `${site}:1`, url: ENDPOINT, body: bodyFor(QUESTION) });

  expect([inGroup.verdict.kind, atItsOwnHost.verdict.kind]).toEqual(['respond', 'respond']);
  expect(outside.verdict.kind).toBe('pass');
});

test('tools offered are never answered from the cache, and not learnt', async () => {
  await enable();
  const { verdict } = await ask(QUESTION, { tools: [{ type: 'function', function: { name: 'f' } }] });
  expect(verdict).toMatchObject({ kind: 'pass', observe: false });
});

test.each(['length', 'content_filter'])(
  'an answer that ended with "%s" is not learnt',
  async (finishReason) => {
    await enable();
    const { id } = await ask(QUESTION);
    client.observe(id, completion(ANSWER, finishReason));

    expect((await ask(QUESTION, {}, { document: 'another' })).verdict.kind).toBe('pass');
  },
);

test('an error page is not learnt', async () => {
  await enable();
  const { id } = await ask(QUESTION);
  client.observe(id, completion(ANSWER), { status: 500 });

  expect((await ask(QUESTION, {}, { document: 'another' })).verdict.kind).toBe('pass');
});

test.each<[string, Partial<Parameters<ExtensionClient['ask']>[0]>]>([
  ['an unknown site', { site: 'https://unknown.example' }],
  ['a body that is no JSON', { body: 'name=value' }],
  ['a body that no dialect knows', { body: { hello: 'world' } }],
  ['another method', { method: 'PUT' }],
  ['an address that is none', { url: 'not an address' }],
  ['a request that is to be left alone', { bypass: true }],
])('%s passes unseen', async (_what, change) => {
  await enable();
  const { verdict } = await client.ask({ site, url: ENDPOINT, body: bodyFor(QUESTION), ...change });
  expect(verdict).toMatchObject({ kind: 'pass', observe: false });
});

test('a request that is to be left alone passes although there is an answer', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  expect((await ask(QUESTION, {}, { bypass: true })).verdict).toMatchObject({ kind: 'pass', observe: false });
});

test('a site that is only watched learns, and answers once it may', async () => {
  await enable({ mode: 'watch' });
  await learn(QUESTION, ANSWER);
  expect((await ask(QUESTION)).verdict).toMatchObject({ kind: 'pass', observe: true });

  await enable();
  expect((await ask(QUESTION)).verdict.kind).toBe('respond');
});

test('a site that is only routed is neither answered nor learnt from', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  await enable({ mode: 'route' });
  expect((await ask(QUESTION)).verdict).toMatchObject({ kind: 'pass', observe: false });
});

test('on a miss a request goes out under the name of the right model of the site, with nothing else changed', async () => {
  await enable({ onMiss: 'rewrite', models: { small: 'gpt-4o-mini', reasoning: 'o3' } });

  const { verdict } = await ask('What is the capital of France?', { temperature: 0.3 });

  if (verdict.kind !== 'rewrite') throw new Error(JSON.stringify(verdict));
  expect(JSON.parse(verdict.body)).toEqual(
    bodyFor('What is the capital of France?', { model: 'gpt-4o-mini', temperature: 0.3 }),
  );
  expect(verdict).toMatchObject({
    observe: true,
    source: { model: 'gpt-4o-mini', tier: 'small', cache: 'miss' },
  });
});

test('an answer of a routed model serves the model that the page asks for, and names who wrote it', async () => {
  await enable({ onMiss: 'rewrite', models: { small: 'gpt-4o-mini' } });
  const { id, verdict } = await ask(QUESTION);
  expect(verdict.kind).toBe('rewrite');
  client.observe(id, completion(ANSWER));
  await daemon.hasLearnt(site);

  const again = await ask(QUESTION, {}, { document: 'another' });

  expect(textOf(again.verdict)).toBe(ANSWER);
  expect(again.verdict).toMatchObject({ source: { model: 'gpt-4o-mini', tier: 'small' } });
});

test('a request that names the right model already passes as it is', async () => {
  await enable({ onMiss: 'rewrite', models: { small: 'gpt-4o' } });
  expect((await ask('What is the capital of France?')).verdict.kind).toBe('pass');
});

test('tools are routed all the same', async () => {
  await enable({ onMiss: 'rewrite', models: { small: 'gpt-4o-mini' } });
  const { verdict } = await ask(QUESTION, { tools: [{ type: 'function', function: { name: 'f' } }] });
  expect(verdict).toMatchObject({ kind: 'rewrite', observe: false });
});

test('the daemon answers a miss where the site says so, piece by piece, and keeps the answer', async () => {
  await enable({ onMiss: 'daemon' });

  const id = client.sendAsk({ site, url: ENDPOINT, body: bodyFor(QUESTION, { stream: true }) });
  const wait = await client.next('wait');
  const { verdict } = await client.next('verdict');
  const text = await client.readRest(id, verdict);

  expect(wait).toMatchObject({ id });
  expect(verdict).toMatchObject({ kind: 'respond', more: true, source: { cache: 'miss' } });
  expect(text).toContain('data: [DONE]');
  expect(upstream.calls).toHaveLength(1);
  await daemon.hasLearnt(site);
  expect((await ask(QUESTION, { stream: true }, { document: 'another' })).verdict).toMatchObject({
    source: { cache: 'hit-exact' },
  });
});

test('the daemon answers a page that wants it whole', async () => {
  await enable({ onMiss: 'daemon' });
  const { verdict } = await ask(QUESTION);
  expect(textOf(verdict)).toBe('From a model of the daemon.');
});

test('where the own models fail before they begin, the page sends its request itself', async () => {
  upstream.script = failWith(500);
  await enable({ onMiss: 'daemon' });
  expect((await ask(QUESTION, { stream: true })).verdict).toMatchObject({ kind: 'pass', observe: true });
});

test('the same request again within a minute after a stored answer wants another one, which replaces it', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  const given = await ask(QUESTION);
  expect(textOf(given.verdict)).toBe(ANSWER);

  const again = await ask(QUESTION);
  expect(again.verdict).toMatchObject({ kind: 'pass', observe: true });
  client.observe(again.id, completion('Ask your administrator.'));
  await daemon.hasLearnt(site, ({ answer }) => answer !== ANSWER);

  expect(textOf((await ask(QUESTION, {}, { document: 'another' })).verdict)).toBe('Ask your administrator.');
  const source = given.verdict.kind === 'respond' ? given.verdict.source : undefined;
  const decision = await daemon.fetch(`/askonce/decisions/${source!.decision}`);
  expect(await decision.json()).toMatchObject({ judged: 'wrong' });
});

test('an answer to an equivalent question that is asked again stays for its own question, and for that alone', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  expect(textOf((await ask(REWORDED)).verdict)).toBe(ANSWER);

  const again = await ask(REWORDED);
  client.observe(again.id, completion('Ask your administrator.'));
  await daemon.hasLearnt(site, ({ answer }) => answer !== ANSWER);

  const other = { document: 'another' };
  expect(textOf((await ask(QUESTION, {}, other)).verdict)).toBe(ANSWER);
  expect(textOf((await ask(REWORDED, {}, other)).verdict)).toBe('Ask your administrator.');
});

test('the same request of another document is simply answered', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  await ask(QUESTION);
  expect((await ask(QUESTION, {}, { document: 'another' })).verdict.kind).toBe('respond');
});

test('"ask the model instead" holds for the next identical request of that document', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  const { verdict } = await ask(QUESTION);
  if (verdict.kind !== 'respond') throw new Error();

  await client.operate({
    name: 'ask-model-next',
    decision: verdict.source.decision,
    document: `document-1 of ${site}`,
  });

  expect((await ask(QUESTION)).verdict.kind).toBe('pass');
});

test('a stored answer that is refused serves nobody, until that is taken back', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  const { verdict } = await ask(QUESTION);
  if (verdict.kind !== 'respond') throw new Error('no stored answer');
  const { decision } = verdict.source;
  const refusal = { name: 'ask-model-next', decision, document: `document-1 of ${site}` } as const;
  const elsewhere = async (document: string): Promise<string> =>
    (await ask(QUESTION, {}, { document })).verdict.kind;

  await client.operate(refusal);
  expect(await elsewhere('another')).toBe('pass');
  await client.operate({ name: 'judge', decision, verdict: 'undo' });
  expect(await elsewhere('a third')).toBe('respond');
});

test('a stored answer that is refused can be had from the own models, with all that the page had said', async () => {
  await enable();
  const context = {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: QUESTION },
    ],
  };
  await learn(QUESTION, ANSWER, context);
  const { verdict } = await ask(QUESTION, context);
  if (verdict.kind !== 'respond') throw new Error('no stored answer');
  const { decision } = verdict.source;

  expect(await client.askAfresh(site, `document-1 of ${site}`, decision)).toBe('From a model of the daemon.');
  expect(upstream.calls.at(-1)).toMatchObject({ body: { messages: context.messages } });
  // What the page shows next is its own business.
  const elsewhere = await ask(QUESTION, context, { document: 'another' });
  expect(textOf(elsewhere.verdict)).toBe(ANSWER);
  await expect(client.askAfresh(site, 'another document', decision)).rejects.toThrow(
    'was not given that answer',
  );
});

test('several browsers of one user share answers, and a new connection remembers its pages', async () => {
  await enable();
  await learn(QUESTION, ANSWER);
  await ask(QUESTION);
  client.close();

  client = await daemon.connect();
  await enable();

  expect((await ask(QUESTION)).verdict.kind).toBe('pass');
  expect((await ask(QUESTION, {}, { document: 'another' })).verdict.kind).toBe('respond');
});

test('answers live as long as the site says', async () => {
  await enable({ ttlSeconds: 86_400 * 365 });
  await learn(QUESTION, ANSWER);
  const [entry] = await daemon.entries(site);
  expect(entry!.expiresAt - entry!.createdAt).toBe(86_400_000 * 365);
});

test('rules are sent for the sites that are on, and for no others', async () => {
  const { sites: rules } = await client.enable(
    siteSetting({ origin: site }),
    siteSetting({ origin: 'https://off.example', mode: 'off' }),
  );
  expect(rules.map(({ origin }) => origin)).toEqual([site]);
  expect(rules[0]!.rules.length).toBeGreaterThan(0);
  expect(rules[0]!.rules.every(({ method }) => method === 'POST')).toBe(true);
});
