import { expect, test } from 'vitest';
import { RequestController } from '../../../../extension/page/request-controller';
import { createFakeChannel } from './fake-channel';
import { source } from '../../../support/page-hook/replies';

const request = {
  url: 'https://desk.example/chat',
  method: 'POST',
  contentType: 'application/json',
  body: '{}',
};
const verdict = (chunks: string[], more = false) =>
  ({ kind: 'respond', status: 200, headers: {}, chunks, paceMs: 0, more, source }) as const;

function ask() {
  const channel = createFakeChannel();
  const controller = new RequestController({ id: '7', channel, isHidden: () => false });
  controller.ask(request);
  return { channel, controller };
}
const typesOf = (messages: { type: string }[]) => messages.map(({ type }) => type);

test('asks once and gives the verdict', async () => {
  const { channel, controller } = ask();
  channel.say({ type: 'verdict', id: '7', verdict: { kind: 'pass', observe: true, reason: 'x' } });
  expect(await controller.decision).toMatchObject({ kind: 'passed', isObserved: true });
  expect(channel.sent).toEqual([{ type: 'chat-request', id: '7', request }]);
  expect(channel.finished).toEqual(['7']);
});

test('the first verdict holds, and an abort after it is no cancel', async () => {
  const { channel, controller } = ask();
  channel.say({ type: 'verdict', id: '7', verdict: { kind: 'rewrite', body: 'b', observe: false, source } });
  channel.say({ type: 'verdict', id: '7', verdict: verdict(['late']) });
  controller.abort();
  expect(await controller.decision).toMatchObject({ kind: 'rewritten', body: 'b' });
  expect(typesOf(channel.sent)).toEqual(['chat-request']);
});

test('fails and cancels where the page aborts first', async () => {
  const { channel, controller } = ask();
  controller.abort();
  channel.say({ type: 'verdict', id: '7', verdict: verdict(['late']) });
  expect(await controller.decision).toMatchObject({ kind: 'failed' });
  expect(typesOf(channel.sent)).toEqual(['chat-request', 'cancel']);
});

test('fails at once, without a cancel, where nobody answers any more', async () => {
  const { channel, controller } = ask();
  channel.say({ type: 'failed', id: '7', message: 'gone' });
  expect(await controller.decision).toMatchObject({ kind: 'failed' });
  expect(typesOf(channel.sent)).toEqual(['chat-request']);
});

test('an answer without a first piece is none until the piece is there', async () => {
  const { channel, controller } = ask();
  channel.say({ type: 'verdict', id: '7', verdict: verdict([], true) });
  channel.say({ type: 'chunks', id: '7', chunks: [] });
  let isDecided = false;
  void controller.decision.then(() => (isDecided = true));
  await new Promise(setImmediate);
  expect(isDecided).toBe(false);
  channel.say({ type: 'chunks', id: '7', chunks: ['first'] });
  const decision = await controller.decision;
  expect(decision.kind === 'responded' && (await decision.source.next())).toBe('first');
});

test('a stream gives its pieces in order, credits them, and ends', async () => {
  const { channel, controller } = ask();
  channel.say({ type: 'verdict', id: '7', verdict: verdict(['a'], true) });
  channel.say({ type: 'chunks', id: '7', chunks: ['b', 'c'] });
  const decision = await controller.decision;
  if (decision.kind !== 'responded') throw new Error(decision.kind);
  const next = () => decision.source.next();
  expect([await next(), await next(), await next()]).toEqual(['a', 'b', 'c']);
  const last = next();
  expect(channel.sent.at(-1)).toEqual({ type: 'chunks-read', id: '7', count: 3 });
  channel.say({ type: 'end', id: '7' });
  expect(await last).toMatchObject({ kind: 'ended' });
  expect(channel.finished).toEqual(['7']);
});

test('a stream that fails after a piece breaks, once', async () => {
  const { channel, controller } = ask();
  channel.say({ type: 'verdict', id: '7', verdict: verdict(['a'], true) });
  channel.say({ type: 'failed', id: '7', message: 'gone' });
  channel.say({ type: 'end', id: '7' });
  const decision = await controller.decision;
  if (decision.kind !== 'responded') throw new Error(decision.kind);
  expect(await decision.source.next()).toBe('a');
  const ending = await decision.source.next();
  expect(ending).toMatchObject({ kind: 'broken' });
  expect(typeof ending !== 'string' && ending.kind === 'broken' && ending.reason).toBeInstanceOf(TypeError);
});

test('cancelling a stream tells the daemon; cancelling a whole answer does not', async () => {
  for (const more of [true, false]) {
    const { channel, controller } = ask();
    channel.say({ type: 'verdict', id: '7', verdict: verdict(['a'], more) });
    const decision = await controller.decision;
    if (decision.kind !== 'responded') throw new Error(decision.kind);
    decision.source.cancel();
    decision.source.cancel();
    expect(typesOf(channel.sent)).toEqual(more ? ['chat-request', 'cancel'] : ['chat-request']);
  }
});
