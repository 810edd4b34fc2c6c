import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startChaosProxy, type ChaosProxy } from '../support/chaos-proxy.ts';

test('hands on both ways what comes', async () => {
  const { proxy } = await echoBehindProxy();

  expect(await dial(proxy).ask('hello')).toBe('hello');
});

test('hands on that one side ended', async () => {
  const { proxy } = await echoBehindProxy();
  const client = dial(proxy);
  await client.ask('hello');

  client.socket.end('bye');
  await once(client.socket, 'close');

  expect(client.received()).toBe('hellobye');
});

test('refuses and resets, and passes again on the same port', async () => {
  const { proxy } = await echoBehindProxy();
  const open = dial(proxy);
  await open.ask('hello');
  const reset = once(open.socket, 'error');

  await proxy.refuse();

  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
  await expect(dial(proxy).ask('anyone?')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(proxy.connections()).toBe(0);

  await proxy.pass();
  expect(await dial(proxy).ask('again')).toBe('again');
});

test('holds everything back while it hangs, for connections old and new', async () => {
  const { proxy, received } = await echoBehindProxy();
  const open = dial(proxy);
  await open.ask('hello');

  await proxy.hang();
  const late = open.ask(' late');
  const fresh = dial(proxy).ask(' fresh');
  await vi.waitFor(() => {
    expect(proxy.connections()).toBe(2);
  });
  // Long enough for an echo that nothing holds back.
  await dial(received).ask('!');
  expect(received.text()).toBe('hello!');

  await proxy.pass();
  expect(await late).toBe('hello late');
  expect(await fresh).toBe(' fresh');
});

test('delays each chunk and keeps the order', async () => {
  const { proxy } = await echoBehindProxy();
  const client = dial(proxy);
  await client.ask('a');

  await proxy.delay(100);
  const before = Date.now();
  const first = client.ask('b');
  const second = client.ask('c');
  await first;
  // Once on the way there and once on the way back; timers may fire a millisecond early.
  expect(Date.now() - before).toBeGreaterThanOrEqual(198);

  expect(await second).toBe('abc');
});

test('resets the client where nobody listens behind it', async () => {
  const { proxy, stop } = await echoBehindProxy();
  await stop();

  await expect(dial(proxy).ask('hello')).rejects.toMatchObject({ code: 'ECONNRESET' });
});

async function echoBehindProxy(): Promise<{
  proxy: ChaosProxy;
  received: { port: number; text: () => string };
  stop: () => Promise<void>;
}> {
  let text = '';
  const server = createServer((socket) => {
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy = await startChaosProxy({ host: '127.0.0.1', port });
  const stop = async (): Promise<void> => {
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  onTestFinished(async () => {
    await proxy.close();
    await stop();
  });
  return { proxy, received: { port, text: () => text }, stop };
}

interface Dialled {
  socket: Socket;
  received(): string;
  /** Sends the text, and resolves with all that came so far when at least as many letters came as were sent. */
  ask(text: string): Promise<string>;
}

function dial({ port }: { port: number }): Dialled {
  const socket = connect({ host: '127.0.0.1', port });
  onTestFinished(() => void socket.destroy());
  let received = '';
  let sent = 0;
  socket.on('data', (chunk) => (received += chunk.toString()));
  socket.on('error', () => undefined);
  return {
    socket,
    received: () => received,
    ask: (text) => {
      sent += text.length;
      const expected = sent;
      socket.write(text);
      return new Promise((resolve, reject) => {
        socket.once('error', reject);
        socket.on('data', () => {
          if (received.length >= expected) resolve(received);
        });
      });
    },
  };
}
