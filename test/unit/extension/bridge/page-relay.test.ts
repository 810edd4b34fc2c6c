import { expect, test } from 'vitest';
import { startPageRelay } from '../../../../extension/bridge/page-relay';
import type { RuntimePort } from '../../../../extension/bridge/worker-link';
import type { FromPage, ToPage } from '../../../../extension/messages';
import { source } from '../../../support/page-hook/replies';

const request = { url: 'https://a.example/chat', method: 'POST', contentType: 'text/plain', body: '{}' };
const ask = (id: string): FromPage => ({ type: 'chat-request', id, request });

/** A background whose port a test ends, and one frame's page. */
function startRelay() {
  const connections: { sent: unknown[]; say: (message: unknown) => void; end: () => void }[] = [];
  const runtime = {
    id: 'extension' as string | undefined,
    connect: (): RuntimePort => {
      if (runtime.id === undefined) throw new Error('Extension context invalidated.');
      const sent: unknown[] = [];
      const listeners: ((message: unknown) => void)[] = [];
      const endings: (() => void)[] = [];
      let isOpen = true;
      connections.push({
        sent,
        say: (message) => {
          for (const listener of listeners) listener(message);
        },
        end: () => {
          isOpen = false;
          for (const ending of endings) ending();
        },
      });
      return {
        postMessage: (message) => {
          if (!isOpen) throw new Error('Attempting to use a disconnected port object');
          sent.push(message);
        },
        disconnect: () => undefined,
        onMessage: { addListener: (listener) => listeners.push(listener) },
        onDisconnect: { addListener: (listener) => endings.push(listener) },
      };
    },
  };
  const toPage: ToPage[] = [];
  const port = {
    postMessage: (text: string) => toPage.push(JSON.parse(text) as ToPage),
    onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
  };
  const chips: unknown[] = [];
  let isOver = false;
  let time = 0;
  startPageRelay({
    port: port as unknown as MessagePort,
    runtime,
    now: () => time,
    onChip: (message) => chips.push(message),
    onOver: () => (isOver = true),
  });
  return {
    connections,
    runtime,
    toPage,
    chips,
    isOver: () => isOver,
    pass: (milliseconds: number) => (time += milliseconds),
    fromPage: (message: FromPage) => port.onmessage?.({ data: JSON.stringify(message) }),
  };
}

test('connects at once and carries messages both ways', () => {
  const relay = startRelay();
  relay.connections[0]!.say({ type: 'rules', rules: [] });
  relay.fromPage(ask('1'));
  expect(relay.toPage).toEqual([{ type: 'rules', rules: [] }]);
  expect(relay.connections[0]!.sent).toEqual([ask('1')]);
});

test('keeps what is for people from the page', () => {
  const relay = startRelay();
  const verdict = { kind: 'rewrite', body: 'source', observe: false, source };
  relay.connections[0]!.say({ type: 'verdict', id: '1', verdict });
  relay.connections[0]!.say({ type: 'chip', source });
  expect(relay.toPage).toEqual([
    { type: 'verdict', id: '1', verdict: { kind: 'rewrite', body: 'source', observe: false } },
  ]);
  expect(relay.chips).toEqual([{ type: 'chip', source }]);
});

test('a background that goes to sleep fails what is open at once, and the next request wakes it', () => {
  const relay = startRelay();
  relay.fromPage(ask('1'));
  relay.fromPage(ask('2'));
  relay.connections[0]!.say({
    type: 'verdict',
    id: '2',
    verdict: { kind: 'pass', observe: true, reason: '' },
  });
  relay.toPage.length = 0;
  relay.connections[0]!.end();
  expect(relay.toPage).toMatchObject([{ type: 'failed', id: '1' }]);
  relay.fromPage(ask('3'));
  expect(relay.connections).toHaveLength(2);
  expect(relay.connections[1]!.sent).toEqual([ask('3')]);
});

test('an extension that is gone ends the hook', () => {
  const relay = startRelay();
  relay.fromPage(ask('1'));
  relay.runtime.id = undefined;
  relay.connections[0]!.end();
  expect(relay.toPage).toMatchObject([{ type: 'failed', id: '1' }, { type: 'off' }]);
  expect(relay.isOver()).toBe(true);
});

test('`off` from the background ends the hook and the connection', () => {
  const relay = startRelay();
  relay.connections[0]!.say({ type: 'off' });
  relay.fromPage(ask('1'));
  expect(relay.toPage).toMatchObject([{ type: 'off' }, { type: 'failed', id: '1' }]);
  expect(relay.connections[0]!.sent).toEqual([]);
  expect(relay.isOver()).toBe(true);
});

test('a page that asks without end is failed at once beyond the budget, which refills', () => {
  const relay = startRelay();
  for (let index = 0; index < 70; index += 1) {
    relay.fromPage(ask(`${index}`));
    relay.connections[0]!.say({
      type: 'verdict',
      id: `${index}`,
      verdict: { kind: 'pass', observe: false, reason: '' },
    });
  }
  expect(relay.connections[0]!.sent).toHaveLength(60);
  expect(relay.toPage.filter(({ type }) => type === 'failed')).toHaveLength(10);
  relay.pass(10_000);
  relay.fromPage(ask('again'));
  expect(relay.connections[0]!.sent).toHaveLength(61);
});

test('an id that is open cannot be asked again', () => {
  const relay = startRelay();
  relay.fromPage(ask('1'));
  relay.fromPage(ask('1'));
  expect(relay.connections[0]!.sent).toHaveLength(1);
  expect(relay.toPage).toMatchObject([{ type: 'failed', id: '1' }]);
});
