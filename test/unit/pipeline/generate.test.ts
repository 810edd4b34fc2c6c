import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatChunk } from '../../../daemon/chat/chat-chunk.ts';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import { generate, type GenerateParts } from '../../../daemon/pipeline/generate.ts';
import type { ModelCall } from '../../../daemon/router/live/model-pace.ts';
import { streamedAnswer, wholeAnswer } from '../../support/answer-chunks.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeModel } from '../../support/fake-model.ts';
import { createGate } from '../../support/gate.ts';
import { textOf } from '../../support/test-pipeline.ts';

const PATIENCE_MS = 2_000;

let clock: FakeClock;
let notes: ModelCall[];
let leaving: AbortController;
let first: FakeModel;
let second: FakeModel;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new FakeClock();
  notes = [];
  leaving = new AbortController();
  first = new FakeModel({ id: 'first' });
  second = new FakeModel({ id: 'second' });
  second.answers('from the second');
});
afterEach(() => {
  vi.useRealTimers();
});

const parts = (overrides: Partial<GenerateParts> = {}): GenerateParts => ({
  request: chatRequest('Hi?', { stream: true }),
  signal: leaving.signal,
  ...{ patience: () => PATIENCE_MS, isRouted: true },
  pace: { note: (call) => void notes.push(call) },
  clock,
  ...overrides,
});
const never = new Promise<void>(() => undefined);
const down = new DaemonError({ code: 'upstream_error', status: 503, isRetryable: true, message: 'down' });

/** Both clocks move: the one that is read, and the one that rings. */
async function pass(milliseconds: number): Promise<void> {
  clock.advance(milliseconds);
  await vi.advanceTimersByTimeAsync(milliseconds);
}

test('a model that does not begin in time is given up, and the next one answers', async () => {
  first.waitsFor(never);
  const asked = generate([first, second], parts());
  await pass(PATIENCE_MS);
  const { model, chunks, failed } = await asked;
  expect(model.id).toBe('second');
  expect(failed).toEqual([{ model: 'first', code: 'too_slow' }]);
  expect(first.signals[0]?.reason).toMatchObject({ code: 'too_slow', isRetryable: true });
  expect(await textOf(chunks)).toBe('from the second');
  expect(second.signals[0]?.aborted).toBe(false);
});

test('the last model is waited for, however slow', async () => {
  const gate = createGate();
  first.waitsFor(never);
  second.waitsFor(gate.opened);
  const asked = generate([first, second], parts());
  await pass(PATIENCE_MS);
  await pass(100 * PATIENCE_MS);
  gate.open();
  expect(await textOf((await asked).chunks)).toBe('from the second');
});

test('a model is waited for where the others are known to be down', async () => {
  const gate = createGate();
  first.waitsFor(gate.opened);
  second.breakerState = 'open';
  const asked = generate([first, second], parts());
  await pass(2 * PATIENCE_MS);
  gate.open();
  expect((await asked).model.id).toBe('first');
});

test('an answer that has begun is never cut off', async () => {
  const gate = createGate();
  first.answersWith(async function* () {
    yield { choices: [{ index: 0, delta: { content: 'slowly, ' } }] };
    await gate.opened;
    yield { choices: [{ index: 0, delta: { content: 'but surely' }, finish_reason: 'stop' }] };
  });
  const { chunks } = await generate([first, second], parts());
  const reading = textOf(chunks);
  await pass(100 * PATIENCE_MS);
  gate.open();
  expect(await reading).toBe('slowly, but surely');
  expect(first.signals[0]?.aborted).toBe(false);
});

test('the client’s leaving reaches a model that is waited for, and nobody else is asked', async () => {
  first.waitsFor(
    new Promise((_resolve, reject) => {
      leaving.signal.addEventListener('abort', () => {
        reject(new DaemonError({ code: 'client_closed', status: 499, message: 'gone' }));
      });
    }),
  );
  const asked = generate([first, second], parts());
  leaving.abort();
  await expect(asked).rejects.toMatchObject({ code: 'client_closed' });
  expect(first.signals[0]?.aborted).toBe(true);
  expect(second.requests).toEqual([]);
  expect(notes).toMatchObject([{ model: 'first', outcome: 'left', firstTokenMs: undefined }]);
});

test('a patience beyond the model’s own timeout leaves it to that', async () => {
  const gate = createGate();
  first.waitsFor(gate.opened);
  const asked = generate([first, second], parts({ patience: ({ timeoutMs }) => timeoutMs }));
  await pass(first.info.timeoutMs);
  gate.open();
  expect((await asked).model.id).toBe('first');
});

test('whether to reason is passed on', async () => {
  await generate([first], parts({ reasoning: 'on' }));
  expect(first.options).toEqual([{ reasoning: 'on' }]);
});

test('slow, failing and answering calls are noted with what was measured', async () => {
  first.waitsFor(never);
  second.failsWith(down);
  const third = new FakeModel({ id: 'third' });
  third.answersWith(() => timed(streamedAnswer(['a', 'b']), 100));
  const asked = generate([first, second, third], parts());
  await pass(PATIENCE_MS);
  await textOf((await asked).chunks);
  // Five chunks at 100 ms each: a greeting, two pieces of text, the end and the usage.
  expect(notes).toEqual([
    { model: 'first', outcome: 'slow', firstTokenMs: PATIENCE_MS },
    { model: 'second', outcome: 'failed', firstTokenMs: undefined },
    { model: 'third', outcome: 'answered', firstTokenMs: 200, totalMs: 500, answerTokens: 5 },
  ]);
});

test('an answer that comes whole has a total time and no first token', async () => {
  first.answersWith(() => timed(wholeAnswer('all of it'), 800));
  const { chunks } = await generate([first], parts({ request: chatRequest('Hi?') }));
  await textOf(chunks);
  expect(notes).toEqual([{ model: 'first', outcome: 'answered', totalMs: 800, answerTokens: 5 }]);
});

test('an answer that breaks off is a failure, with the first token that came', async () => {
  first.breaksOffAfter('half');
  const { chunks } = await generate([first], parts());
  await expect(textOf(chunks)).rejects.toThrow('broke off');
  expect(notes).toMatchObject([{ outcome: 'failed', firstTokenMs: 0 }]);
});

test('a reader who leaves in the middle tells of the first token only', async () => {
  const { chunks } = await generate([first], parts());
  for await (const _chunk of chunks) break;
  expect(notes).toEqual([{ model: 'first', outcome: 'left', firstTokenMs: 0 }]);
});

test('a fault of the request is not held against the model', async () => {
  first.failsWith(new DaemonError({ code: 'invalid_request', status: 400, message: 'bad' }));
  await expect(generate([first, second], parts({ isRouted: false }))).rejects.toMatchObject({ status: 400 });
  expect(notes).toEqual([]);
});

test('what the chosen model refuses another may take; where all refuse, the first says why', async () => {
  first.failsWith(new DaemonError({ code: 'invalid_request', status: 400, message: 'too long for me' }));
  expect(await generate([first, second], parts())).toMatchObject({
    model: { id: 'second' },
    failed: [{ model: 'first', code: 'invalid_request' }],
  });
  second.failsWith(new DaemonError({ code: 'invalid_request', status: 400, message: 'for me, too' }));
  await expect(generate([first, second], parts())).rejects.toThrow('too long for me');
});

test('a server that greets and then says nothing has not begun', async () => {
  first.greetsAndFallsSilent();
  const asked = generate([first, second], parts());
  await pass(PATIENCE_MS);
  expect(await asked).toMatchObject({
    model: { id: 'second' },
    failed: [{ model: 'first', code: 'too_slow' }],
  });
  expect(notes).toMatchObject([{ model: 'first', outcome: 'slow' }]);
});

test('a model that is left alone does not fail once more with each request', async () => {
  first.breakerState = 'open';
  first.failsWith(down);
  const { failed } = await generate([first, second], parts());
  expect(failed).toHaveLength(1);
  expect(notes).toEqual([]);
});

/** Each chunk takes so long. */
async function* timed(chunks: AsyncIterable<ChatChunk>, milliseconds: number): AsyncGenerator<ChatChunk> {
  for await (const chunk of chunks) {
    clock.advance(milliseconds);
    yield chunk;
  }
}
