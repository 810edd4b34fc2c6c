import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { decisionRecordSchema, type DecisionRecord } from '../../../daemon/decisions/decision-log.ts';
import {
  answerText,
  startScriptedUpstream,
  type Script,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';
import { configuredModels, startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

const PRICES = { small: 1, medium: 5, large: 25 };
/** Small: 64 %, large: 75 %, about. */
const QUESTION = 'Write a Python function that checks whether a string is a palindrome.';
/** Of each scripted answer. */
const TOKENS = 12;

let upstreams: Record<keyof typeof PRICES, ScriptedUpstream>;
let daemon: TestDaemon;

/** The medium model checks what the small one writes. */
beforeAll(async () => {
  const [small, medium, large] = await Promise.all([
    startScriptedUpstream(answerText('from the small one')),
    startScriptedUpstream(verdict('yes')),
    startScriptedUpstream(answerText('from the large one')),
  ]);
  upstreams = { small, medium, large };
  const models = configuredModels({
    ...{ small: small.baseUrl, medium: medium.baseUrl, large: large.baseUrl },
  }).map((model) => {
    const price = PRICES[(model as { tier: keyof typeof PRICES }).tier];
    return { ...model, price: { input_per_million: price, output_per_million: price } };
  });
  daemon = await startTestDaemon({
    config: { models, routing: { quality: 0.8, cascade: { enabled: true, check: 'my-medium' } } },
  });
});
afterAll(async () => {
  await daemon.remove();
  await Promise.all(Object.values(upstreams).map((one) => one.close()));
});
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  for (const one of Object.values(upstreams)) one.calls.length = 0;
});

/** Says the word with the code that the instructions name. */
function verdict(word: string): Script {
  return (call, response) => {
    const code = /yes-(\d+)/.exec(JSON.stringify(call.body.messages))?.[1] ?? '';
    return answerText(`${word}-${code}`)(call, response);
  };
}

async function ask(): Promise<{ text: string; headers: Headers; decision: DecisionRecord }> {
  const { data, response } = await daemon.openai.chat.completions
    .create({ model: 'auto', messages: [{ role: 'user', content: QUESTION }], stream: true })
    .withResponse();
  let text = '';
  for await (const chunk of data) text += chunk.choices[0]?.delta.content ?? '';
  const { headers } = response;
  const reply = await daemon.fetch(`/askonce/decisions/${headers.get('x-askonce-id') ?? ''}`);
  return { text, headers, decision: decisionRecordSchema.parse(await reply.json()) };
}

/** US dollars for one scripted answer of each. */
function costOf(...tiers: (keyof typeof PRICES)[]): number {
  return tiers.reduce((sum, tier) => sum + (TOKENS * PRICES[tier]) / 1_000_000, 0);
}

function calls(): number[] {
  return Object.values(upstreams).map((one) => one.calls.length);
}

async function learnt(): Promise<unknown> {
  return ((await (await daemon.fetch('/askonce/routing')).json()) as { cells: unknown }).cells;
}

test("an answer that passes the check is streamed, kept as the small model's, and paid with the check", async () => {
  upstreams.medium.script = verdict('yes');
  const { text, headers, decision } = await ask();
  expect([text, headers.get('x-askonce-model'), calls()]).toEqual([
    'from the small one',
    'my-small',
    [1, 1, 0],
  ]);
  expect(headers.get('x-askonce-reason')).toContain(
    "my-small's answer passed the check; coding: large is right in",
  );
  expect(decision.costUsd).toBeCloseTo(costOf('small', 'medium'), 9);
  expect(decision.routing?.cascade).toMatchObject({ model: 'my-small', outcome: 'accepted' });
  expect(await learnt()).toMatchObject([{ category: 'coding', tier: 'small', right: 0.15, wrong: 0 }]);

  const again = await ask();
  expect([again.headers.get('x-askonce-cache'), again.headers.get('x-askonce-model')]).toEqual([
    'hit-exact',
    'my-small',
  ]);
  expect(again.decision.costUsd).toBe(0);
});

test('where it does not pass the large model answers, all three calls are paid, and the small tier counts for less', async () => {
  upstreams.medium.script = verdict('no');
  await daemon.fetch('/askonce/routing', { json: { reset: true } });
  const { text, headers, decision } = await ask();
  expect([text, headers.get('x-askonce-model'), calls()]).toEqual([
    'from the large one',
    'my-large',
    [1, 1, 1],
  ]);
  expect(headers.get('x-askonce-reason')).toContain("my-small's answer did not pass the check");
  expect(decision.costUsd).toBeCloseTo(costOf('small', 'medium', 'large'), 9);
  expect(await learnt()).toMatchObject([{ category: 'coding', tier: 'small', right: 0, wrong: 0.15 }]);
});

test('the metrics count each call under its own model', async () => {
  upstreams.medium.script = verdict('no');
  const before = await costs();
  await ask();
  const after = await costs();
  for (const tier of ['small', 'medium', 'large'] as const)
    expect((after[tier] ?? 0) - (before[tier] ?? 0)).toBeCloseTo(costOf(tier), 9);
});

async function costs(): Promise<Partial<Record<string, number>>> {
  const text = await (await daemon.fetch('/metrics')).text();
  const lines = text.matchAll(/^askonce_model_cost_usd_total\{model="my-(\w+)"\} (\S+)$/gm);
  return Object.fromEntries(Array.from(lines, ([, tier = '', value]) => [tier, Number(value)]));
}

test('an explanation says who would be asked first', async () => {
  const reply = await daemon.fetch('/askonce/routing/explain', { json: { question: QUESTION } });
  expect(await reply.json()).toMatchObject({
    model: 'my-large',
    reason: expect.stringMatching(/^my-small is asked first, and my-medium checks its answer; /) as string,
  });
  expect(calls()).toEqual([0, 0, 0]);
});

test('a model asked for by name is asked alone', async () => {
  const { response } = await daemon.openai.chat.completions
    .create({ model: 'my-large', messages: [{ role: 'user', content: QUESTION }] })
    .withResponse();
  expect([response.headers.get('x-askonce-model'), calls()]).toEqual(['my-large', [0, 0, 1]]);
});
