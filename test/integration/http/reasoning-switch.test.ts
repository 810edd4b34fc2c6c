import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startScriptedUpstream, type ScriptedUpstream } from '../../support/scripted-upstream.ts';
import { startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

let upstream: ScriptedUpstream;
let daemon: TestDaemon;

/** One model that can do both, configured twice. */
beforeAll(async () => {
  upstream = await startScriptedUpstream();
  const hybrid = { base_url: upstream.baseUrl, model: 'hybrid', reasoning: 'enable_thinking' };
  daemon = await startTestDaemon({
    config: {
      models: [
        { ...hybrid, id: 'quick', tier: 'medium' },
        { ...hybrid, id: 'thinking', tier: 'reasoning' },
        { id: 'plain', tier: 'small', base_url: upstream.baseUrl },
      ],
      routing: { pins: [{ when: { keyword: ['carefully'] }, model: 'quick', reasoning: 'on' }] },
    },
  });
});
afterAll(async () => {
  await daemon.remove();
  await upstream.close();
});
beforeEach(() => {
  upstream.calls.length = 0;
});

async function bodyFor(model: string, more: object = {}): Promise<Record<string, unknown> | undefined> {
  const messages = [{ role: 'user', content: 'How many primes are there below a thousand?' }];
  const json = { model, messages, ...more };
  const response = await daemon.fetch('/v1/chat/completions', {
    json,
    headers: { 'cache-control': 'no-cache' },
  });
  await response.text();
  expect(response.status).toBe(200);
  return upstream.calls[0]?.body;
}

test.each([
  ['reasoning', true],
  ['thinking', true],
  ['medium', false],
  ['quick', false],
])('a request for "%s" reaches the model with thinking: %s', async (asked, isOn) => {
  expect(await bodyFor(asked)).toMatchObject({
    model: 'hybrid',
    chat_template_kwargs: { enable_thinking: isOn },
  });
});

test('a rule says otherwise than the tier', async () => {
  const messages = [{ role: 'user', content: 'Count the primes below a hundred carefully.' }];
  expect(await bodyFor('auto', { messages })).toMatchObject({
    model: 'hybrid',
    chat_template_kwargs: { enable_thinking: true },
  });
});

test('a model without a switch is told nothing', async () => {
  expect(await bodyFor('plain')).not.toHaveProperty('chat_template_kwargs');
});

test.each([true, false])('what the client says of it is left as it is (streamed: %s)', async (stream) => {
  const said = { chat_template_kwargs: { enable_thinking: true } };
  expect(await bodyFor('quick', { ...said, stream })).toMatchObject(said);
});

test('a client of Ollama that wants no thinking gets none', async () => {
  const json = { model: 'thinking', messages: [{ role: 'user', content: 'And below ten?' }], think: false };
  await (await daemon.fetch('/api/chat', { json })).text();
  expect(upstream.calls[0]?.body).toMatchObject({ chat_template_kwargs: { enable_thinking: false } });
});
