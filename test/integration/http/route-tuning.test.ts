import { afterEach, beforeEach, expect, test } from 'vitest';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import { answerText } from '../../support/scripted-upstream.ts';
import { startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

const UNTAUGHT = { frozen: false, maxShift: 0.5, cells: [] };

let daemon: TestDaemon;

beforeEach(async () => {
  daemon = await startTestDaemon({ config: { routing: { tuning: { max_shift: 0.5 } } } });
});
afterEach(() => daemon.remove());

async function call(json?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await daemon.fetch('/askonce/routing', json === undefined ? {} : { json });
  return { status: response.status, body: await response.json() };
}

test('what is said of an answer shifts the estimate of the tier that wrote it, until that is taken back', async () => {
  const answering: AnsweringDaemon = await startAnsweringDaemon({ script: answerText('Use a map.') });
  try {
    const { response } = await answering.openai.chat.completions
      .create({ model: 'auto', messages: [{ role: 'user', content: 'How do I group an array by a key?' }] })
      .withResponse();
    const decision = `/askonce/decisions/${response.headers.get('x-askonce-id') ?? ''}`;
    const { tier } = (await (await answering.fetch(decision)).json()) as { tier: string };
    const view = async (): Promise<unknown> => (await answering.fetch('/askonce/routing')).json();

    await answering.fetch(`${decision}/verdict`, { json: { verdict: 'wrong' } });
    expect(await view()).toMatchObject({ cells: [{ category: 'coding', tier, right: 0, wrong: 1 }] });
    await answering.fetch(`${decision}/verdict`, { json: { verdict: 'undo' } });
    expect(await view()).toMatchObject({ cells: [] });

    await answering.fetch(`${decision}/verdict`, { json: { verdict: 'right' } });
    await answering.fetch('/askonce/entries', { method: 'DELETE' });
    expect(await view()).toMatchObject({ cells: [] });
  } finally {
    await answering.remove();
  }
});

test('what use has taught the router can be seen, frozen and reset, and stays frozen over a restart', async () => {
  expect(await call()).toEqual({ status: 200, body: UNTAUGHT });
  expect(await call({ frozen: true, reset: true })).toEqual({
    ...{ status: 200, body: { ...UNTAUGHT, frozen: true } },
  });
  await daemon.close();

  daemon = await startTestDaemon({ dataFolder: daemon.dataFolder });
  expect((await call()).body).toEqual({ frozen: true, maxShift: 1, cells: [] });
  expect((await call({ frozen: false })).body).toMatchObject({ frozen: false });
});

test('other wishes are refused, and so are keys without the role "admin"', async () => {
  for (const wish of [{}, { frozen: 'yes' }, { reset: false }, { frozen: true, for: 'law' }])
    expect((await call(wish)).status).toBe(400);
  const created = await daemon.fetch('/askonce/keys', { json: { name: 'chat' } });
  const { key } = (await created.json()) as { key: string };
  const asChat = { headers: { authorization: `Bearer ${key}` } };
  expect((await daemon.fetch('/askonce/routing', asChat)).status).toBe(403);
  expect((await daemon.fetch('/askonce/routing', { json: { reset: true }, ...asChat })).status).toBe(403);
});

test('where live tuning is switched off there is nothing to see', async () => {
  await daemon.close();
  daemon = await startTestDaemon({
    config: { routing: { tuning: { enabled: false } } },
    dataFolder: daemon.dataFolder,
  });
  expect(await call()).toMatchObject({
    ...{
      status: 404,
      body: { error: { message: expect.stringContaining('routing.tuning.enabled') as string } },
    },
  });
});
