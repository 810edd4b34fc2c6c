import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPairedDaemon, type PairedDaemon } from '../../support/answering-daemon.ts';
import type { LogLine, Source } from '../../../shared/protocol.ts';
import { siteSetting, type ExtensionClient } from '../../support/extension-client.ts';
import { answerText, type ScriptedUpstream } from '../../support/scripted-upstream.ts';

const QUESTION = 'How do I reset my password?';
const REWORDED = 'How can I reset my password?';
const ENDPOINT = 'https://api.example/v1/chat/completions';

let daemon: PairedDaemon;
let upstream: ScriptedUpstream;
let client: ExtensionClient;
let site: string;
let sites = 0;

beforeAll(async () => {
  const config = { decisions: { text: 'full' } };
  daemon = await startPairedDaemon({ script: answerText('A model says so.'), config });
  ({ upstream } = daemon);
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  site = `https://desk-${++sites}.example`;
  upstream.calls.length = 0;
  client = await daemon.connect();
  await client.enable(siteSetting({ origin: site }));
});
afterEach(() => {
  client.close();
});

function ask(question: string, model = 'gpt-4o') {
  const body = { model, messages: [{ role: 'user', content: question }] };
  return client.ask({ site, url: ENDPOINT, body, document: `of ${site} for ${model}` });
}

/** Lets the page answer itself once, and waits until the daemon has learnt it. */
async function learn(question: string, answer: string): Promise<void> {
  const { id } = await ask(question, 'page-model');
  const message = { role: 'assistant', content: answer, refusal: null };
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
  client.observe(id, { id: 'c', object: 'chat.completion', created: 1, model: 'page-model', choices });
  await daemon.hasLearnt(site);
}

function sourceOf(verdict: Awaited<ReturnType<typeof ask>>['verdict']): Source {
  if (verdict.kind !== 'respond') throw new Error(JSON.stringify(verdict));
  return verdict.source;
}

async function readLog(): Promise<LogLine[]> {
  const { lines } = (await client.operate({ name: 'read-log', site, limit: 50 })) as { lines: LogLine[] };
  return lines;
}

test('a question beside the page is answered by a model in plain text, and from the cache the next time', async () => {
  const first = await client.askBeside(site, QUESTION);
  expect(first.text).toBe('A model says so.');
  expect(first.verdict).toMatchObject({
    more: true,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  await daemon.hasLearnt(site);

  const second = await client.askBeside(site, REWORDED);

  expect(second.text).toBe('A model says so.');
  expect(sourceOf(second.verdict).cache).toBe('hit-semantic');
  expect(upstream.calls).toHaveLength(1);
});

test('a question beside the page finds what the page was answered', async () => {
  await learn(QUESTION, 'The page knows.');
  expect(await client.askBeside(site, REWORDED)).toMatchObject({ text: 'The page knows.' });
  expect(upstream.calls).toEqual([]);
});

test('a question beside no web page is answered, and the next time from the cache', async () => {
  const question = 'How do I pair a browser?';
  expect(await client.askBeside('side-panel', question)).toMatchObject({ text: 'A model says so.' });
  await daemon.hasLearnt('side-panel');
  expect(sourceOf((await client.askBeside('side-panel', question)).verdict).cache).toBe('hit-exact');
});

test('a question beside one site finds nothing of another', async () => {
  await learn(QUESTION, 'The page knows.');
  expect(await client.askBeside(`${site}:8443`, QUESTION)).toMatchObject({ text: 'A model says so.' });
});

test('a fresh answer can be wanted', async () => {
  await learn(QUESTION, 'The page knows.');
  const { text, verdict } = await client.askBeside(site, QUESTION, true);
  expect(text).toBe('A model says so.');
  expect(sourceOf(verdict).cache).toBe('bypass');
});

test('what was answered beside the page is not given to the page', async () => {
  await client.askBeside(site, QUESTION);
  await daemon.hasLearnt(site);
  expect((await ask(QUESTION)).verdict.kind).toBe('pass');
});

test('a pinned answer serves the page whatever its model, and beside it, before any other', async () => {
  await learn(QUESTION, 'The page knows.');
  await client.operate({ name: 'pin-answer', site, question: QUESTION, answer: 'Call 4711.' });

  const { verdict } = await ask(REWORDED, 'another-model');
  if (verdict.kind !== 'respond') throw new Error(JSON.stringify(verdict));

  expect(verdict.chunks.join('')).toContain('Call 4711.');
  expect((await client.askBeside(site, QUESTION)).text).toBe('Call 4711.');
  expect((await daemon.entries(site)).find(({ pinned }) => pinned)).toBeDefined();
});

test.each([
  ['serves a later question that stands on its own', 'Hi', 'respond'],
  ['does not serve one that may lean on what was said', 'I am locked out of Windows 11.', 'pass'],
])('a pinned answer %s', async (_what, said, kind) => {
  await client.operate({ name: 'pin-answer', site, question: QUESTION, answer: 'Call 4711.' });
  const messages = [
    { role: 'user', content: said },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: QUESTION },
  ];
  const { verdict } = await client.ask({
    site,
    url: ENDPOINT,
    body: { model: 'gpt-4o', messages },
    document: `${site} ${said}`,
  });
  expect(verdict.kind).toBe(kind);
});

test('an entry can be forgotten', async () => {
  await learn(QUESTION, 'The page knows.');
  const [entry] = await daemon.entries(site);
  expect(await client.operate({ name: 'forget-entry', entry: entry!.id })).toEqual({ deleted: 1 });
  expect((await ask(QUESTION, 'page-model')).verdict.kind).toBe('pass');
});

test('forgetting a site deletes all of it and nothing else, and what is still on its way is not learnt', async () => {
  const before = (await daemon.entries()).length;
  await learn(QUESTION, 'The page knows.');
  await client.operate({ name: 'pin-answer', site, question: 'Where are you?', answer: 'Here.' });
  const { id } = await ask('How do I close my account?', 'page-model');

  expect(await client.operate({ name: 'forget-site', site })).toEqual({ deleted: 2 });
  const message = { role: 'assistant', content: 'Never.', refusal: null };
  client.observe(id, {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
  });
  await client.operate({ name: 'read-log', limit: 1 });

  expect(await daemon.entries()).toHaveLength(before);
});

test('a site that was forgotten is asked anew: nothing stays wrong there', async () => {
  await learn(QUESTION, 'The page knows.');
  const { decision } = sourceOf((await ask(REWORDED, 'page-model')).verdict);
  await client.operate({ name: 'judge', decision, verdict: 'wrong' });
  expect((await ask(REWORDED, 'page-model')).verdict.kind).toBe('pass');

  await client.operate({ name: 'forget-site', site });

  await learn(QUESTION, 'The page knows better.');
  expect(sourceOf((await ask(REWORDED, 'page-model')).verdict).cache).toBe('hit-semantic');
});

test('a deleted log leaves what was judged: the wrong answer does not come back', async () => {
  await learn(QUESTION, 'The page knows.');
  const { decision } = sourceOf((await ask(REWORDED, 'page-model')).verdict);
  await client.operate({ name: 'judge', decision, verdict: 'wrong' });
  await client.operate({ name: 'delete-log', site });
  expect((await ask(REWORDED, 'page-model')).verdict.kind).toBe('pass');
});

test('an answer that is judged wrong is not given again', async () => {
  await learn(QUESTION, 'The page knows.');
  const { decision } = sourceOf((await ask(QUESTION, 'page-model')).verdict);

  expect(await client.operate({ name: 'judge', decision, verdict: 'wrong' })).toEqual({ forgotten: true });

  expect((await client.askBeside(site, QUESTION)).text).toBe('A model says so.');
});

test('an answer that is judged right stays', async () => {
  await learn(QUESTION, 'The page knows.');
  const { decision } = sourceOf((await ask(QUESTION, 'page-model')).verdict);
  expect(await client.operate({ name: 'judge', decision, verdict: 'right' })).toEqual({ forgotten: false });
  expect((await client.askBeside(site, QUESTION)).text).toBe('The page knows.');
});

test('a judgement shows in the log, and can be taken back', async () => {
  await learn(QUESTION, 'The page knows.');
  const { decision } = sourceOf((await ask(QUESTION, 'page-model')).verdict);
  await client.operate({ name: 'judge', decision, verdict: 'wrong' });
  expect((await readLog())[0]).toMatchObject({ decision, judged: 'wrong' });

  expect(await client.operate({ name: 'judge', decision, verdict: 'undo' })).toEqual({ forgotten: false });

  expect((await readLog())[0]).not.toHaveProperty('judged');
  expect((await client.askBeside(site, QUESTION)).text).toBe('The page knows.');
});

test('why a stored answer was refused is read, with the question that it was given to', async () => {
  const [asked, stored] = ['What is new in Python 3.11?', 'What is new in Python 3.12?'];
  await learn(stored, 'The page knows.');
  await ask(asked, 'page-model');
  const [line] = await readLog();

  const evidence = await client.operate({ name: 'read-evidence', decision: line!.decision });

  expect(evidence).toEqual({
    candidate: stored,
    similarity: expect.closeTo(0.95, 1) as number,
    agreed: ['the same name: Python', 'shared words: new'],
    against: ['version 3.11 against 3.12'],
  });
});

test('an answer in other words says why it was given, to who asked', async () => {
  await learn(QUESTION, 'The page knows.');
  const source = sourceOf((await ask(REWORDED, 'page-model')).verdict);
  expect(source).toMatchObject({ cache: 'hit-semantic', against: [] });
  expect(source.agreed).toContainEqual(expect.stringMatching(/^shared words: /));
});

test.each(['judge', 'read-evidence'] as const)('%s of an unknown decision is refused', async (name) => {
  const operation = { name, decision: 'nobody', verdict: 'wrong' } as const;
  await expect(client.operate(operation)).rejects.toThrow(/not known/);
});

test('the log says of each request of the site where it went and why, newest first', async () => {
  await learn(QUESTION, 'The page knows.');
  await ask(QUESTION, 'page-model');
  await client.ask({ site, url: ENDPOINT, body: 'a=b' });

  const lines = await readLog();

  expect(lines.map(({ went }) => went)).toEqual(['passed', 'answered', 'passed']);
  expect(lines[0]).toMatchObject({ site, reason: 'no-json' });
  expect(lines[1]).toMatchObject({ dialect: 'openai-chat', question: QUESTION, model: 'page-model' });
});

test('the log of a site can be deleted', async () => {
  await ask(QUESTION);
  expect(await client.operate({ name: 'delete-log', site })).toEqual({ deleted: 1 });
  expect(await readLog()).toEqual([]);
});

test('requests of a private window leave no trace in the log', async () => {
  const body = { model: 'm', messages: [{ role: 'user', content: QUESTION }] };
  await client.ask({ site, url: ENDPOINT, body, bypass: true });
  expect(await readLog()).toEqual([]);
});

test('a session that the page keeps on its server is answered only where all of it was seen', async () => {
  const url = 'https://flows.example/webhook/1234/chat';
  const say = (sessionId: string, chatInput: string) =>
    client.ask({ site, url, document: `n8n ${site}`, body: { action: 'sendMessage', sessionId, chatInput } });
  const start = async (sessionId: string, said: unknown[]): Promise<void> => {
    const body = { action: 'loadPreviousSession', sessionId };
    const { id, verdict } = await client.ask({ site, url, document: `n8n ${site}`, body });
    expect(verdict).toMatchObject({ kind: 'pass', observe: true });
    client.observe(id, { data: said });
  };

  expect((await say('unseen', QUESTION)).verdict).toMatchObject({ kind: 'pass', observe: false });
  await start('new-1', []);
  const first = await say('new-1', QUESTION);
  expect(first.verdict).toMatchObject({ kind: 'pass', observe: true });
  client.observe(first.id, { output: 'The flow knows.' });
  await daemon.hasLearnt(site);
  await start('new-2', []);
  const second = await say('new-2', QUESTION);
  await start('old', [{ id: ['x'], kwargs: { content: 'hi' } }]);

  expect(second.verdict.kind).toBe('respond');
  expect((await say('old', QUESTION)).verdict).toMatchObject({ kind: 'pass', observe: false });
});
