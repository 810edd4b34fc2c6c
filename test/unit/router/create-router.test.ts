import { expect, test } from 'vitest';
import { readConversation, type ChatMessage } from '../../../daemon/chat/chat-request.ts';
import type { Tier } from '../../../daemon/chat/cache-entry.ts';
import type { ModelInfo } from '../../../daemon/chat/model-info.ts';
import type { RouterOptions } from '../../../daemon/router/create-router.ts';
import type { Route, RouteAsk, Router } from '../../../daemon/router/router.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { modelInfo } from '../../support/model-info.ts';
import { createTestRouter, estimateOf } from '../../support/test-router.ts';

const POOL = (['small', 'medium', 'large', 'reasoning'] as const).map((tier) =>
  modelInfo({ id: `my-${tier}`, tier }),
);
const CODE = 'Write a Python function that reverses a string.';

interface Asked {
  pool?: ModelInfo[];
  body?: Record<string, unknown>;
  tier?: Tier;
  leans?: boolean;
  isRetry?: boolean;
}

function askOf(
  question: string,
  { pool = POOL, body = {}, tier, leans = false, isRetry = false }: Asked,
): RouteAsk {
  const request = chatRequest(question, body);
  return {
    ...{
      request,
      pool,
      tier,
      leans,
      isRetry,
      mayExplore: true,
      decision: 'd',
      conversationId: 'now',
      questionId: `q ${question}`,
    },
    conversation: readConversation(request),
    ...{
      vector: undefined,
      earlierId: request.messages.length > 1 ? 'now' : undefined,
      user: 'me',
      site: 'http',
    },
  };
}

function route(question: string, asked: Asked = {}, options: Partial<RouterOptions> = {}): Route {
  return createTestRouter(options).route(askOf(question, asked));
}

/** A later message of a conversation that `model` has answered so far. */
function goOn(
  router: Router,
  { from, say, asked = {} }: { from: string; say: string; asked?: Asked },
): Route {
  const first = askOf('A first question', asked);
  const model = first.pool.find(({ id }) => id === from);
  if (model) router.answered(first, { model: model.id, tier: model.tier, tokens: 1_000 });
  const messages: ChatMessage[] = [
    { role: 'user', content: 'A first question' },
    { role: 'assistant', content: 'An answer' },
    { role: 'user', content: say },
  ];
  return router.route(askOf(say, { leans: true, ...asked, body: { messages, ...asked.body } }));
}

test('the cheapest model that is right often enough is chosen, and the reason says how often', () => {
  expect(route('What is the capital of France?')).toMatchObject({
    model: { id: 'my-small' },
    reason: 'coding: small does about as well as any',
    record: { by: 'estimate', category: 'coding' },
  });
  expect(route(CODE)).toMatchObject({
    model: { id: 'my-medium' },
    reason: 'coding: medium is right in about 95 %, small in 20 %',
  });
});

test('the dial goes from the cheapest model to the one that is most often right', () => {
  const estimate = () => ({
    ...estimateOf('small'),
    right: { small: 0.7, medium: 0.8, large: 0.88, reasoning: 0.9 },
  });
  const at = (quality: number): string =>
    route('Why?', {}, { estimate, settings: { quality, maxLatencyMs: undefined } }).model.tier;
  expect([0, 0.5, 0.8, 1].map(at)).toEqual(['small', 'small', 'large', 'reasoning']);
});

test('every model is in the record with what is expected of it, best first', () => {
  const pool = [
    modelInfo({ id: 'a', tier: 'small', price: { inputPerMillion: 1, outputPerMillion: 2 } }),
    modelInfo({ id: 'b', tier: 'large', price: { inputPerMillion: 10, outputPerMillion: 20 } }),
  ];
  const { record } = route(CODE, { pool });
  expect(record.options).toMatchObject([
    { model: 'b', right: 0.95 },
    { model: 'a', right: 0.2 },
  ]);
  const [first, second] = record.options;
  expect(first?.costUsd).toBeGreaterThan(second?.costUsd ?? Infinity);
});

test('a model that fails often counts for less', () => {
  const pool = [modelInfo({ id: 'flaky', tier: 'small' }), modelInfo({ id: 'steady', tier: 'small' })];
  const paceOf = (id: string) => ({
    ...{ firstTokenMs: undefined, perTokenMs: undefined, answerTokens: undefined },
    failureRate: id === 'flaky' ? 0.5 : 0,
  });
  expect(route('Hello', { pool }, { paceOf }).model.id).toBe('steady');
});

test('of two equal models the faster one answers', () => {
  const pool = [modelInfo({ id: 'slow', tier: 'small' }), modelInfo({ id: 'fast', tier: 'small' })];
  const paceOf = (id: string) => ({
    ...{ perTokenMs: undefined, answerTokens: undefined, failureRate: 0 },
    firstTokenMs: { p50: id === 'slow' ? 9_000 : 200 },
  });
  expect(route('Hello', { pool }, { paceOf }).model.id).toBe('fast');
});

test('a model that failed lately is the last to be asked', () => {
  const isDown = (id: string): boolean => id === 'my-small';
  const { model, fallbacks } = route('Hello', {}, { isDown, maxFallbacks: 3 });
  expect(model.id).toBe('my-medium');
  expect(fallbacks.at(-1)?.id).toBe('my-small');
});

test('a model that is expected to take too long is left out, and the reason says so', () => {
  const settings = { quality: 1, maxLatencyMs: 5_000 };
  const estimate = () => ({
    ...estimateOf('reasoning'),
    right: { small: 0.2, medium: 0.3, large: 0.4, reasoning: 0.9 },
  });
  const { model, reason } = route('Prove it.', {}, { settings, estimate });
  expect(model.id).toBe('my-small');
  expect(reason).toContain('my-reasoning is left out: too slow');
});

test("beyond the day's budget the cheapest model answers, and no dearer one takes over for it", () => {
  const price = (usd: number) => ({ inputPerMillion: usd, outputPerMillion: usd });
  const pool = [
    modelInfo({ id: 'dear', tier: 'medium', price: price(100) }),
    modelInfo({ id: 'free', tier: 'small', price: price(0) }),
  ];
  const { model, fallbacks, reason } = route(CODE, { pool }, { budgetUsd: () => 0 });
  expect([model.id, fallbacks]).toEqual(['free', []]);
  expect(reason).toContain("dear is left out: beyond the day's budget");
});

test('what is unlike everything known goes at least to the tier of the default model', () => {
  const options = { estimate: () => estimateOf('small', { isFamiliar: false }), defaultModel: () => POOL[1] };
  expect(route('Quid novi?', {}, options)).toMatchObject({
    model: { id: 'my-medium' },
    reason: 'unlike what the router knows: at least medium',
    record: { by: 'unfamiliar' },
  });
});

test('without an estimate the default model answers', () => {
  expect(route('Hello', {}, { estimate: () => undefined, defaultModel: () => POOL[2] })).toMatchObject({
    model: { id: 'my-large' },
    record: { by: 'default' },
  });
});

test('a short follow-up stays with the tier that answered before', () => {
  const router = createTestRouter();
  expect(goOn(router, { from: 'my-large', say: 'yes' })).toMatchObject({
    model: { id: 'my-large' },
    reason: 'goes on from my-large',
  });
});

test('a short follow-up on a stored answer goes to the tier that wrote it', () => {
  const router = createTestRouter();
  router.answered(askOf('A first question', {}), { model: 'gone', tier: 'large', tokens: 0 });
  expect(goOn(router, { from: 'nobody', say: 'go on' })).toMatchObject({
    model: { id: 'my-large' },
    reason: 'goes on from gone',
  });
});

test('a short message that asks for more goes up', () => {
  const router = createTestRouter({ estimate: () => estimateOf('reasoning') });
  expect(goOn(router, { from: 'my-small', say: 'now prove it' }).model.id).toBe('my-reasoning');
});

test('a later question of its own is judged by itself', () => {
  const asked = { leans: false };
  const say = 'What is the capital of France and how many people live there today?';
  expect(goOn(createTestRouter(), { from: 'my-large', say, asked }).model.id).toBe('my-small');
});

test('a complaint goes one size up', () => {
  expect(goOn(createTestRouter(), { from: 'my-small', say: "No, that's wrong." })).toMatchObject({
    model: { id: 'my-medium' },
    record: { by: 'complaint', limit: { floor: 'medium' } },
  });
});

test('a question that is asked for another answer goes one size up, once it was answered', () => {
  const router = createTestRouter();
  const again = { isRetry: true };
  expect(router.route(askOf('Hello', again)).model.id).toBe('my-small');
  router.answered(askOf('Hello', {}), { model: 'my-small', tier: 'small', tokens: 10 });
  expect(router.route(askOf('Hello', again))).toMatchObject({
    model: { id: 'my-medium' },
    record: { by: 'retry' },
  });
  expect(router.route(askOf('Hello', {})).model.id).toBe('my-small');
});

test('a question whose answer was called wrong goes one size up the next time', () => {
  const router = createTestRouter({ wasWrong: (decision) => decision === 'd' });
  router.answered(askOf('Hello', {}), { model: 'my-small', tier: 'small', tokens: 10 });
  expect(router.route(askOf('Hello', {}))).toMatchObject({
    model: { id: 'my-medium' },
    reason: 'the earlier answer was called wrong: at least one size up from small',
    record: { after: 'd' },
  });
});

test('a question like one that was named for a model goes there', () => {
  const ask = { ...askOf('Hello', {}), vector: new Float32Array(3) };
  const router = createTestRouter({ exampleFor: () => ({ model: 'my-large' }) });
  expect(router.route(ask)).toMatchObject({
    model: { id: 'my-large' },
    reason: 'like a question that was named for my-large',
  });
});

test('a rule may set reasoning alone, and the estimate still chooses', () => {
  const pins = [{ when: { keyword: ['prove'] }, reasoning: 'on' as const }];
  expect(route('Prove this code.', {}, { pins })).toMatchObject({
    model: { id: 'my-medium' },
    reasoning: 'on',
  });
});

test('a rule may ask for what was estimated, and nothing is estimated of the unfamiliar', () => {
  const pins = [{ when: { category: 'coding' }, model: 'my-reasoning' }];
  expect(route('Hello', {}, { pins }).model.id).toBe('my-reasoning');
  const estimate = () => estimateOf('small', { isFamiliar: false });
  expect(route('Hello', {}, { pins, estimate }).model.id).toBe('my-small');
});

test('in the middle of a tool loop the model does not change', () => {
  const router = createTestRouter();
  const messages = [
    { role: 'user', content: 'A first question' },
    { role: 'assistant', content: null, tool_calls: [] },
    { role: 'tool', content: '42' },
  ];
  expect(goOn(router, { from: 'my-large', say: '', asked: { body: { messages } } })).toMatchObject({
    model: { id: 'my-large' },
    record: { by: 'tool-loop' },
  });
});

test('a tool loop that nobody remembers is judged by the question that began it', () => {
  const messages = [
    { role: 'user', content: CODE },
    { role: 'assistant', content: null, tool_calls: [] },
    { role: 'tool', content: '42' },
  ];
  expect(route('', { body: { messages } }).model.id).toBe('my-medium');
});

test('staying with a model is cheaper, since it has read most of the prompt', () => {
  const price = { inputPerMillion: 10, outputPerMillion: 10 };
  const pool = ['one', 'other'].map((id) => modelInfo({ id, tier: 'small', price, contextWindow: 50_000 }));
  const asked = { pool, leans: false, body: { system: 'x' } };
  const long = 'What else is there to say about this text? '.repeat(200);
  expect(goOn(createTestRouter(), { from: 'other', say: long, asked }).model.id).toBe('other');
});

test('a tier that the client names beats the estimate', () => {
  expect(route('hello there', { tier: 'large' })).toMatchObject({
    model: { tier: 'large' },
    reason: 'asked for large',
  });
});

test('a pin beats the tier and the estimate, and is shown as the reason', () => {
  const pins = [{ when: { keyword: ['invoice'] }, model: 'my-large' }];
  expect(route('Where is my invoice?', { tier: 'small' }, { pins })).toMatchObject({
    model: { id: 'my-large' },
    reason: 'pinned: keyword invoice',
  });
  expect(route('Where is my parcel?', {}, { pins }).model.id).toBe('my-small');
});

test('a missing tier falls to the nearest, upwards first, and the reason says so', () => {
  const pool = [modelInfo({ id: 'my-small', tier: 'small' }), modelInfo({ id: 'my-large', tier: 'large' })];
  expect(route('Hello', { pool, tier: 'medium' })).toMatchObject({
    model: { id: 'my-large' },
    reason: 'asked for medium; no medium model can be asked',
  });
});

test('fallbacks are the nearest other models, as many as allowed', () => {
  expect(route('Hello', { tier: 'medium' }).fallbacks.map(({ id }) => id)).toEqual(['my-large', 'my-small']);
});

test('what a rule lets only one model answer goes to no other, up or down', () => {
  const pins = [{ when: { keyword: ['salary'] }, model: 'my-small', only: true }];
  const isDown = (id: string): boolean => id === 'my-small';
  expect(route('What is her salary?', {}, { pins, isDown, tierOf: () => 'small' })).toMatchObject({
    model: { id: 'my-small' },
    fallbacks: [],
  });
  const pool = [
    modelInfo({ id: 'my-small', tier: 'small', contextWindow: 10 }),
    modelInfo({ id: 'big', tier: 'large' }),
  ];
  expect(() => route('What is her salary?', { pool }, { pins })).toThrow(
    /lets only "my-small" answer.*No other model was asked/,
  );
});

test('a free model beside a dear one does not take what it cannot answer', () => {
  const pool = [
    modelInfo({ id: 'local', tier: 'small', price: { inputPerMillion: 0, outputPerMillion: 0 } }),
    modelInfo({ id: 'api', tier: 'large', price: { inputPerMillion: 2, outputPerMillion: 8 } }),
  ];
  const estimate = () => estimateOf('large');
  expect(route('Find the cause.', { pool }, { estimate }).model.id).toBe('api');
  expect(route('Hello', { pool }).model.id).toBe('local');
});

test('what is too hard for every model of the pool goes to the largest, unless the dial says cheap', () => {
  const pool = [modelInfo({ id: 's', tier: 'small' }), modelInfo({ id: 'l', tier: 'large' })];
  const estimate = () => estimateOf('reasoning');
  expect(route('Prove it.', { pool }, { estimate })).toMatchObject({
    model: { id: 'l' },
    reason: 'asks for reasoning: large is the largest there is',
  });
  const settings = { quality: 0.2, maxLatencyMs: undefined };
  expect(route('Prove it.', { pool }, { estimate, settings }).model.id).toBe('s');
});

test('in a tool loop whose model is gone no smaller one goes on', () => {
  const pool = [modelInfo({ id: 'my-small', tier: 'small' }), modelInfo({ id: 'big', tier: 'reasoning' })];
  const router = createTestRouter();
  router.answered(askOf('A first question', {}), { model: 'gone', tier: 'medium', tokens: 0 });
  const messages = [
    { role: 'user', content: 'A first question' },
    { role: 'tool', content: '42' },
  ];
  expect(router.route(askOf('', { pool, body: { messages } })).model.id).toBe('big');
});

test('a share of the questions is sent to the next cheaper model where that is allowed, and no other', () => {
  const drawn = (number: number): Partial<RouterOptions> => ({ explore: 0.05, random: () => number });
  expect(route(CODE, {}, drawn(0.01))).toMatchObject({
    model: { id: 'my-small' },
    fallbacks: [{ id: 'my-medium' }, {}],
    reason: 'tried on purpose instead of my-medium',
    record: { by: 'exploration' },
  });
  expect(route(CODE, {}, drawn(0.05)).model.id).toBe('my-medium');
  expect(route('Hello', {}, drawn(0.01)).model.id).toBe('my-small');
  expect(route(CODE, { tier: 'large' }, drawn(0.01)).model.id).toBe('my-large');
});
