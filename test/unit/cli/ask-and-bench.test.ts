import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { testCli, type TestCli } from '../../support/cli-context.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A command line whose daemon is `handler`, on a port of its own. */
async function cliWithServer(handler: Handler, environment: Record<string, string> = {}): Promise<TestCli> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      handler(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return testCli({
    environment,
    fetch: globalThis.fetch,
    daemon: { findHolder: () => Promise.resolve({ pid: 1, port }) },
  });
}

function stream(response: ServerResponse, texts: string[], headers: Record<string, string>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers });
  const chunks = texts.map((content) => ({
    ...{ id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm' },
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }));
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
}

test('ask writes the answer to the output, and where it came from beside it', async () => {
  const headers = {
    'x-askonce-cache': 'hit-semantic',
    'x-askonce-similarity': '0.9312',
    'x-askonce-model': 'big',
    'x-askonce-tier': 'large',
  };
  const cli = await cliWithServer((_request, response) => {
    stream(response, ['Sun', ' and', ' wind.\u001b[2J'], headers);
  });
  const { code, output, errors } = await cli.run('ask', 'Which energies are renewable?');
  expect(code).toBe(0);
  expect(output).toBe('Sun and wind.[2J\n');
  expect(errors).toMatch(/^\[hit-semantic \(similarity 0\.9312\) \| big \| large \| [\d.]+ ms\]\n$/);
});

test('ask sends what it was told, and nothing that the shell exports for other uses', async () => {
  let seen: { request: IncomingMessage; body: unknown } | undefined;
  const cli = await cliWithServer((request, response, body) => {
    seen = { request, body: JSON.parse(body) };
    stream(response, ['ok'], {});
  });
  await cli.run('ask', 'Why?', '--model', 'large', '--system', 'Be brief.', '--fresh');
  expect(seen?.body).toEqual({
    model: 'large',
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Why?' },
    ],
    stream: true,
  });
  expect(seen?.request.headers['cache-control']).toBe('no-cache');
  expect(seen?.request.headers.authorization).toMatch(/^Bearer ao-/);
  expect(seen?.request.headers['openai-organization']).toBeUndefined();
});

test('ask shows a refusal as one sentence', async () => {
  const cli = await cliWithServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({ error: { message: 'No model "x" is configured.', code: 'model_not_found' } }),
    );
  });
  const { code, errors } = await cli.run('ask', 'Why?', '--model', 'x');
  expect(code).toBe(1);
  expect(errors).toContain('No model "x" is configured.');
  expect(errors.trim().split('\n')).toHaveLength(1);
});

test('bench measures exact hits once the cache knows the question', async () => {
  let asked = 0;
  const cli = await cliWithServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'x-askonce-cache': asked === 1 ? 'miss' : 'hit-exact' }).end('{}');
  });
  const { code, output } = await cli.run('bench', '--requests', '20');
  expect(code).toBe(0);
  expect(output).toMatch(/Exact hits +20\np50 +[\d.]+ ms\np99 +[\d.]+ ms\n/);
});

test('bench gives up after three misses: each may cost a model\u2019s answer', async () => {
  let asked = 0;
  const cli = await cliWithServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'x-askonce-cache': 'miss' }).end('{}');
  });
  const { code, errors } = await cli.run('bench');
  expect([code, asked]).toEqual([1, 3]);
  expect(errors).toContain('"miss"');
});
