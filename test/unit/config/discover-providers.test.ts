import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { discoverProviders, type Finding } from '../../../daemon/config/discover-providers.ts';

type Fetch = typeof globalThis.fetch;

/** Answers by URL; nothing listens anywhere else. Records what was asked. */
function fakeFetch(answers: Record<string, () => Response | Promise<Response>>): Fetch & { asked: string[] } {
  const asked: string[] = [];
  const fetch: Fetch = async (input) => {
    const url = input instanceof Request ? input.url : String(input);
    asked.push(url);
    const answer = answers[url];
    if (!answer) throw new TypeError('fetch failed');
    return answer();
  };
  return Object.assign(fetch, { asked });
}

const OLLAMA = 'http://127.0.0.1:11434/v1/models';
const LM_STUDIO = 'http://127.0.0.1:1234/v1/models';
const list =
  (...names: string[]) =>
  (): Response =>
    Response.json({ object: 'list', data: names.map((id) => ({ id })) });

async function discover(
  fetch: Fetch,
  environment: Record<string, string> = {},
  ownPort = 8801,
): Promise<Finding[]> {
  return discoverProviders({ fetch, environment, ownPort, timeoutMs: 50 });
}

test('asks the four usual loopback ports, and nobody else', async () => {
  const fetch = fakeFetch({});
  expect(
    await discover(fetch, { OPENAI_API_KEY: 'sk-canary', OPENAI_BASE_URL: 'http://localhost:8801/v1' }),
  ).toHaveLength(1);
  expect(fetch.asked.sort()).toEqual(
    [LM_STUDIO, OLLAMA, 'http://127.0.0.1:8000/v1/models', 'http://127.0.0.1:8080/v1/models'].sort(),
  );
});

test('leaves out its own port', async () => {
  const fetch = fakeFetch({});
  await discover(fetch, {}, 8080);
  expect(fetch.asked).not.toContain('http://127.0.0.1:8080/v1/models');
});

test('a local server becomes models by tier, and a sentence', async () => {
  const [finding] = await discover(
    fakeFetch({ [OLLAMA]: list('llama3.2:1b', 'nomic-embed-text', 'llama3.3:70b') }),
  );
  expect(finding).toEqual({
    provider: 'Ollama',
    models: [
      { id: 'llama3.2:1b', base_url: 'http://127.0.0.1:11434/v1', tier: 'small' },
      { id: 'llama3.3:70b', base_url: 'http://127.0.0.1:11434/v1', tier: 'large' },
    ],
    sentence: 'Found Ollama at http://127.0.0.1:11434/v1 with llama3.2:1b as small, llama3.3:70b as large.',
  });
});

test('a server without models says how to get one', async () => {
  const [finding] = await discover(fakeFetch({ [OLLAMA]: list() }));
  expect(finding?.models).toEqual([]);
  expect(finding?.sentence).toContain('ollama pull');
});

test.each<[string, () => Response]>([
  ['a web page', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ['an error', () => Response.json({ object: 'list', data: [{ id: 'a' }] }, { status: 500 })],
  ['other JSON', () => Response.json({ data: [{ id: 'a' }] })],
  ['more than any list takes', () => new Response('x'.repeat(2 * 1024 * 1024))],
  ['another AskOnce', list('auto', 'small', 'medium')],
])('%s is no model server', async (_what, answer) => {
  expect(await discover(fakeFetch({ [OLLAMA]: answer }))).toEqual([]);
});

test('names that could harm a file or a terminal are left out', async () => {
  const names = ['a\nserver: {exposed: true}', '\u001b[2J', '${OPENAI_API_KEY}', 'x'.repeat(300), 'fine-8b'];
  const [finding] = await discover(fakeFetch({ [OLLAMA]: list(...names) }));
  expect(finding?.models.map(({ id }) => id)).toEqual(['fine-8b']);
});

test('a server that never answers is given up, and a redirect is not followed', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/redirected') response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const silent: Fetch = (_input, init) => fetch(`http://127.0.0.1:${port}/silent`, init);
  expect(await discover(silent)).toEqual([]);
  let redirect: RequestInit['redirect'];
  await discover(async (_input, init) => {
    redirect = init?.redirect;
    return list('a-8b')();
  });
  expect(redirect).toBe('error');
});

test.each([
  ['OPENAI_API_KEY', 'https://api.openai.com/v1'],
  ['ANTHROPIC_API_KEY', 'https://api.anthropic.com/v1/'],
  ['OPENROUTER_API_KEY', 'https://openrouter.ai/api/v1'],
  ['GROQ_API_KEY', 'https://api.groq.com/openai/v1'],
  ['MISTRAL_API_KEY', 'https://api.mistral.ai/v1'],
  ['GEMINI_API_KEY', 'https://generativelanguage.googleapis.com/v1beta/openai/'],
  ['GOOGLE_API_KEY', 'https://generativelanguage.googleapis.com/v1beta/openai/'],
  ['DEEPSEEK_API_KEY', 'https://api.deepseek.com/v1'],
])('%s becomes models at %s that refer to the key, never hold it', async (variable, baseUrl) => {
  const [finding] = await discover(fakeFetch({}), { [variable]: 'canary-key' });
  expect(finding?.models.length).toBeGreaterThan(0);
  expect(
    finding?.models.every((model) => model.base_url === baseUrl && model.api_key === `\${${variable}}`),
  ).toBe(true);
  expect(JSON.stringify(finding)).not.toContain('canary-key');
});

test('a model that reasons at will stands there twice, switched on and off', async () => {
  const [finding] = await discover(fakeFetch({}), { DEEPSEEK_API_KEY: 'k' });
  expect(finding?.models).toMatchObject([
    { id: 'deepseek-flash', tier: 'medium', reasoning: 'thinking' },
    { id: 'deepseek-flash-thinking', model: 'deepseek-flash', tier: 'reasoning', reasoning: 'thinking' },
  ]);
});

test.each(['', 'ao-a-key-of-our-own'])('%j is no key of a provider', async (key) => {
  expect(await discover(fakeFetch({}), { OPENAI_API_KEY: key })).toEqual([]);
});

test('ids are distinct over all findings, and every model is a valid setting', async () => {
  const environment = { OPENAI_API_KEY: 'k', OPENROUTER_API_KEY: 'k', GROQ_API_KEY: 'k' };
  const findings = await discover(
    fakeFetch({ [OLLAMA]: list('a-8b'), [LM_STUDIO]: list('a-8b') }),
    environment,
  );
  const models = findings.flatMap((finding) => finding.models);
  expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
  expect(models).toContainEqual({
    id: 'lm-studio/a-8b',
    model: 'a-8b',
    base_url: 'http://127.0.0.1:1234/v1',
    tier: 'medium',
  });
  expect(configSchema.parse({ models }).models).toHaveLength(models.length);
});
