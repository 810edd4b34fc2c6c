import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPairedDaemon, type PairedDaemon } from '../../support/answering-daemon.ts';
import { CHUNK_WINDOW } from '../../../shared/protocol.ts';
import { siteSetting, type ExtensionClient } from '../../support/extension-client.ts';
import {
  delta,
  endEvents,
  sendEvent,
  startEvents,
  type Script,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';

const SITE = 'https://desk.example';
const URL_OF_CHAT = 'https://api.example/v1/chat/completions';

let daemon: PairedDaemon;
let upstream: ScriptedUpstream;
let client: ExtensionClient;

beforeAll(async () => {
  daemon = await startPairedDaemon();
  ({ upstream } = daemon);
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  upstream.calls.length = 0;
  client = await daemon.connect();
  await client.enable(siteSetting({ origin: SITE, onMiss: 'daemon' }));
});
afterEach(() => {
  client.close();
});

let asked = 0;
function sendAsk(): string {
  const messages = [{ role: 'user', content: `Tell me story number ${++asked}.` }];
  return client.sendAsk({ site: SITE, url: URL_OF_CHAT, body: { model: 'm', stream: true, messages } });
}

/** Begins to answer, and then says nothing more. */
const beginsOnly: Script = (_call, response) => {
  startEvents(response);
  sendEvent(response, delta({ role: 'assistant', content: 'Once' }));
};

function chunksOf(id: string): number {
  return client.received.filter((message) => message.type === 'chunks' && message.id === id).length;
}

test('a page that does not read gets no more than the window, and the model is slowed (L11)', async () => {
  const big = 'x'.repeat(64 * 1024);
  let written = 0;
  upstream.script = async (_call, response) => {
    startEvents(response);
    for (; written < 800 && !response.destroyed; written += 1) {
      const isTaken = response.write(`data: ${JSON.stringify(delta({ content: big }))}\n\n`);
      if (!isTaken) await Promise.race([drained(response), closed(response)]);
    }
  };
  const id = sendAsk();
  await client.next('verdict');
  while (chunksOf(id) < CHUNK_WINDOW - 1) await new Promise(setImmediate);
  client.send({ type: 'ping' });
  await client.next('pong');
  expect(chunksOf(id)).toBe(CHUNK_WINDOW - 1);

  client.send({ type: 'chunks-read', id, count: 3 });
  while (chunksOf(id) < CHUNK_WINDOW + 2) await new Promise(setImmediate);
  client.send({ type: 'ping' });
  await client.next('pong');

  expect(chunksOf(id)).toBe(CHUNK_WINDOW + 2);
  // 50 MB were to come; what fits into the buffers of two TCP connections came.
  expect(written).toBeLessThan(400);
  client.send({ type: 'cancel', id });
  await upstream.calls[0]!.left;
});

test.each<[string, (id: string) => void]>([
  [
    'the page cancels',
    (id) => {
      client.send({ type: 'cancel', id });
    },
  ],
  [
    'the extension goes',
    () => {
      client.close();
    },
  ],
])('the model is stopped within a second when %s (U5)', async (_what, leave) => {
  upstream.script = beginsOnly;
  const id = sendAsk();
  await client.next('verdict');
  const startedAt = performance.now();

  leave(id);
  await upstream.calls[0]!.left;

  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('the model is stopped when the page cancels before the first piece', async () => {
  upstream.script = () => undefined;
  const id = sendAsk();
  await client.next('wait');
  while (upstream.calls.length === 0) await new Promise(setImmediate);

  client.send({ type: 'cancel', id });

  await upstream.calls[0]!.left;
});

test('an answer that breaks off is said to have failed, with no end and no error piece (U8)', async () => {
  upstream.script = (_call, response) => {
    startEvents(response);
    sendEvent(response, delta({ role: 'assistant', content: 'Once' }));
    response.socket?.end();
  };
  const id = sendAsk();
  await client.next('verdict');
  expect(await client.next('failed')).toMatchObject({ id });
  expect(client.received.some(({ type }) => type === 'end')).toBe(false);
  expect(chunksOf(id)).toBe(0);
});

test('answers of several requests at once do not mix', async () => {
  upstream.script = ({ body }, response) => {
    const [message] = body.messages as { content: string }[];
    startEvents(response);
    for (const word of message!.content.split(' ')) sendEvent(response, delta({ content: `${word} ` }));
    sendEvent(response, delta({}, 'stop'));
    endEvents(response);
  };
  const ids = [sendAsk(), sendAsk(), sendAsk()];
  const texts = await Promise.all(
    ids.map(async (id) => {
      const { verdict } = await client.next('verdict', (message) => message.id === id);
      return client.readRest(id, verdict);
    }),
  );
  expect(texts.map((text) => /"content":"(\d+)\. "/.exec(text)?.[1])).toEqual(
    [asked - 2, asked - 1, asked].map(String),
  );
});

test('an id that is in use is refused, and the first request goes on', async () => {
  upstream.script = beginsOnly;
  const id = sendAsk();
  await client.next('verdict');
  const request = {
    url: URL_OF_CHAT,
    method: 'POST',
    contentType: '',
    body: '{"model":"m","messages":[{"role":"user","content":"x"}]}',
  };
  client.send({ type: 'chat-request', id, site: SITE, document: 'd', bypass: false, request });
  expect(await client.next('error')).toMatchObject({ id, code: 'invalid_request' });
});

function drained(response: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => response.once('drain', resolve));
}

function closed(response: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => response.once('close', resolve));
}
