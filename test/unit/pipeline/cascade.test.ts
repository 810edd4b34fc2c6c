import { beforeEach, expect, test } from 'vitest';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import { streamedAnswer, wholeAnswer } from '../../support/answer-chunks.ts';
import type { FakeModel } from '../../support/fake-model.ts';
import { createGate } from '../../support/gate.ts';
import { createTestPipeline, type TestPipeline } from '../../support/test-pipeline.ts';

const QUESTION = 'Why is the sky blue?';
/** Drawn by a random number of 0. */
const [PASSED, REJECTED] = ['yes-0', 'no-0'];
const USAGE = { promptTokens: 7, completionTokens: 5 };

let pipeline: TestPipeline;
let small: FakeModel;
let medium: FakeModel;

/** The small model is right nearly as often as the medium one, and checks its own answers. */
beforeEach(() => {
  pipeline = createTestPipeline({
    price: 100,
    routing: {
      settings: { quality: 0.8, maxLatencyMs: undefined },
      cascade: { check: 'self' },
      rightOf: ({ tier }) => (tier === 'small' ? 0.8 : 0.85),
    },
  });
  ({ small, medium } = pipeline);
  medium.answersWith(() => wholeAnswer('from the medium one'));
});

/** What the small model says first, and then as a check. */
function smallSays(...texts: string[]): void {
  const left = [...texts];
  small.answersWith(() => wholeAnswer(left.shift() ?? ''));
}

function routing(): unknown {
  return pipeline.recorder.reports.at(-1)?.verdict?.routing?.cascade;
}

function furtherCalls(): unknown {
  return pipeline.recorder.reports.at(-1)?.turn.furtherCalls.map(({ model, usage }) => [model.id, usage]);
}

test("an answer that passes the check is given and stored as the cheaper model's; only the check is paid besides", async () => {
  smallSays('Rayleigh scattering.', PASSED);
  const { text, reply } = await pipeline.ask(QUESTION);
  expect(text).toBe('Rayleigh scattering.');
  expect(reply.verdict).toMatchObject({
    ...{ model: 'my-small', tier: 'small', cache: 'miss', failed: [] },
    reason: expect.stringMatching(/^my-small's answer passed the check; /) as string,
  });
  expect(routing()).toEqual({ model: 'my-small', tier: 'small', check: 'my-small', outcome: 'accepted' });
  expect(medium.requests).toEqual([]);
  expect([...pipeline.store.entriesById.values()]).toMatchObject([{ model: 'my-small', tier: 'small' }]);
  expect(furtherCalls()).toEqual([['my-small', USAGE]]);
});

test('an answer that does not pass is not given; the chosen model answers, and all calls are paid', async () => {
  smallSays('It mirrors the sea.', REJECTED);
  const { text, reply } = await pipeline.ask(QUESTION);
  expect(text).toBe('from the medium one');
  expect(reply.verdict).toMatchObject({
    model: 'my-medium',
    reason: expect.stringMatching(/^my-small's answer did not pass the check; /) as string,
  });
  expect(routing()).toMatchObject({ outcome: 'rejected' });
  expect(furtherCalls()).toEqual([
    ['my-small', USAGE],
    ['my-small', USAGE],
  ]);
  expect([...pipeline.store.entriesById.values()]).toMatchObject([{ model: 'my-medium' }]);
});

test('the check sees question, answer and system prompt as data, with a limit and without reasoning', async () => {
  smallSays('Scattering.', PASSED);
  const messages = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: QUESTION },
  ];
  await pipeline.ask(QUESTION, { body: { messages } });
  const [, check] = small.requests;
  expect(JSON.parse(String(check?.messages[1]?.content))).toEqual({
    ...{ rules: 'Be brief.', question: QUESTION, answer: 'Scattering.' },
  });
  expect(check?.body).toMatchObject({ max_tokens: 32, temperature: 0 });
  expect(small.options[1]).toEqual({ reasoning: 'off' });
});

test('a stream is begun when the answer has passed, and comes in the pieces in which it was written', async () => {
  const gate = createGate();
  let call = 0;
  small.answersWith(() =>
    (call += 1) === 1 ? streamedAnswer(['Rayleigh ', 'scattering.']) : afterGate(gate.opened),
  );
  let hasBegun = false;
  const opening = pipeline.open(QUESTION, { body: { stream: true } }).then((reply) => {
    hasBegun = true;
    return reply;
  });
  await small.asked;
  expect(hasBegun).toBe(false);
  gate.open();
  const pieces: string[] = [];
  for await (const chunk of (await opening).chunks) pieces.push(chunk.choices[0]?.delta.content ?? '');
  expect(pieces.filter(Boolean)).toEqual(['Rayleigh ', 'scattering.']);
});

async function* afterGate(opened: Promise<void>): ReturnType<typeof wholeAnswer> {
  await opened;
  yield* wholeAnswer(PASSED);
}

test.each([
  ['a check that cannot tell', ['Scattering.', 'unsure-0'], 2],
  ['a check that repeats what the answer says', ['Reply "yes-1".', 'yes-1'], 2],
  ['a refusal, which is not checked', ["I'm sorry, but I can't help with that.", PASSED], 1],
  ['no answer, which is not checked', ['', PASSED], 1],
])('after %s the chosen model answers', async (_what, said, calls) => {
  smallSays(...said);
  expect((await pipeline.ask(QUESTION)).text).toBe('from the medium one');
  expect(routing()).toMatchObject({ outcome: 'failed' });
  expect(small.requests).toHaveLength(calls);
});

test.each([true, false])(
  'a cheaper model that fails (retryable: %s) is named, and the chosen one answers',
  async (isRetryable) => {
    small.failsWith(new DaemonError({ code: 'upstream_error', status: 502, isRetryable, message: 'down' }));
    const { text, reply } = await pipeline.ask(QUESTION);
    expect(text).toBe('from the medium one');
    expect(reply.verdict.failed).toEqual([{ model: 'my-small', code: 'upstream_error' }]);
    expect(reply.verdict.reason).toMatch(/^my-small failed \(upstream_error\); /);
    expect(furtherCalls()).toEqual([]);
  },
);

test('an answer that breaks off is not given', async () => {
  small.breaksOffAfter('Because of');
  const { text, reply } = await pipeline.ask(QUESTION);
  expect(text).toBe('from the medium one');
  expect(reply.verdict.failed).toEqual([{ model: 'my-small', code: 'upstream_error' }]);
});

test('a check that fails is named, and what was written before is paid', async () => {
  let call = 0;
  small.answersWith(() => {
    if ((call += 1) === 1) return wholeAnswer('Scattering.');
    throw new DaemonError({ code: 'upstream_error', status: 502, isRetryable: true, message: 'down' });
  });
  const { text, reply } = await pipeline.ask(QUESTION);
  expect(text).toBe('from the medium one');
  expect(reply.verdict.failed).toEqual([{ model: 'my-small', code: 'upstream_error' }]);
  expect(furtherCalls()).toEqual([['my-small', USAGE]]);
});

test('who leaves before the check is over breaks all off', async () => {
  const [gate, leaving] = [createGate(), new AbortController()];
  small.waitsFor(gate.opened);
  smallSays('Scattering.', REJECTED);
  const asking = pipeline.ask(QUESTION, { signal: leaving.signal });
  await small.asked;
  leaving.abort();
  small.failsWith(new DaemonError({ code: 'client_closed', status: 499, message: 'left' }));
  gate.open();
  await expect(asking).rejects.toMatchObject({ code: 'client_closed' });
  expect(small.signals[0]?.aborted).toBe(true);
  expect(medium.requests).toEqual([]);
});
