import { expect, test } from 'vitest';
import { readConversation } from '../../../daemon/chat/chat-request.ts';
import type { ModelInfo } from '../../../daemon/chat/model-info.ts';
import type { Route } from '../../../daemon/router/router.ts';
import { createRuleRouter } from '../../../daemon/router/rule-router.ts';
import type { Rule } from '../../../daemon/router/rules/rule.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { modelInfo } from '../../support/model-info.ts';

const POOL = (['small', 'medium', 'large', 'reasoning'] as const).map((tier) =>
  modelInfo({ id: `my-${tier}`, tier }),
);

interface Options {
  pool?: ModelInfo[];
  pins?: Rule[];
  body?: Record<string, unknown>;
  tier?: 'small' | 'large';
}

function route(question: string, { pool = POOL, pins = [], body = {}, tier }: Options = {}): Route {
  const request = chatRequest(question, body);
  return createRuleRouter({ pins, maxFallbacks: 2 }).route({
    ...{ request, pool, tier },
    conversation: readConversation(request),
    vector: undefined,
    user: 'me',
    site: 'http',
  });
}

test.each([
  ['hello there', 'small', 'small talk'],
  ['How do I reset my password?', 'small', 'short, plain question'],
  ['What is the capital of France?', 'small', 'short, plain question'],
  ['Write a Python function that reverses a string.', 'medium', 'asks for code'],
  ['Prove that the square root of 2 is irrational.', 'reasoning', 'asks for a proof'],
  [
    'We want to design a multi-tenant billing service on Postgres with strict consistency, low cost and zero downtime migrations, ' +
      'in two regions with a team of three. Which architecture do you propose and what are the trade-offs?',
    'large',
    'design with trade-offs',
  ],
])('sends "%s" to the %s model', (question, tier, reason) => {
  expect(route(question)).toMatchObject({ model: { tier }, reason });
});

test('a long context goes to the large model', () => {
  const wide = POOL.map((model) => ({ ...model, contextWindow: 100_000 }));
  const body = {
    messages: [
      { role: 'system', content: 'x '.repeat(20_000) },
      { role: 'user', content: 'Summarise.' },
    ],
  };
  expect(route('', { pool: wide, body })).toMatchObject({ model: { tier: 'large' }, reason: 'long context' });
});

test('a model whose window is too small is never chosen', () => {
  const pool = [
    modelInfo({ id: 'tiny', tier: 'small', contextWindow: 500 }),
    modelInfo({ id: 'wide', tier: 'large', contextWindow: 50_000 }),
  ];
  const { model, fallbacks, reason } = route('word '.repeat(1_000), { pool });
  expect([model.id, fallbacks]).toEqual(['wide', []]);
  expect(reason).toContain('fits');
});

test('a request that fits no model says how much it needs', () => {
  const pool = [modelInfo({ contextWindow: 500 })];
  expect(() => route('word '.repeat(1_000), { pool })).toThrow(
    /needs about \d+ tokens.*largest window is 500/,
  );
});

test('without any model it says where to configure one', () => {
  expect(() => route('hello', { pool: [] })).toThrow(/config\.yaml/);
});

test('images go only to a model that states vision', () => {
  const pool = [
    modelInfo({ id: 'blind', tier: 'small' }),
    modelInfo({ id: 'seeing', tier: 'large', capabilities: ['vision'] }),
  ];
  const body = {
    messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }],
  };
  expect(route('', { pool, body }).model.id).toBe('seeing');
});

test('a tier that the client names beats the rules', () => {
  expect(route('hello there', { tier: 'large' })).toMatchObject({
    model: { tier: 'large' },
    reason: 'asked for large',
  });
});

test('a pin beats the tier and the rules, and is shown as the reason', () => {
  const pins: Rule[] = [{ when: { keyword: ['invoice'] }, model: 'my-large' }];
  expect(route('Where is my invoice?', { pins, tier: 'small' })).toMatchObject({
    model: { id: 'my-large' },
    reason: 'pinned: keyword invoice',
  });
  expect(route('Where is my parcel?', { pins }).model.id).toBe('my-small');
});

test('a pin may name a tier, a user or a site', () => {
  expect(route('hello', { pins: [{ when: { user: 'me' }, model: 'reasoning' }] }).model.tier).toBe(
    'reasoning',
  );
  expect(route('hello', { pins: [{ when: { site: 'elsewhere' }, model: 'reasoning' }] }).model.tier).toBe(
    'small',
  );
});

test('a missing tier falls to the nearest, upwards first, and the reason says so', () => {
  const pool = [modelInfo({ id: 'my-small', tier: 'small' }), modelInfo({ id: 'my-large', tier: 'large' })];
  expect(route('Write a Python function.', { pool })).toMatchObject({
    model: { id: 'my-large' },
    reason: 'asks for code; no medium model fits',
  });
});

test('fallbacks are the nearest other models, as many as allowed', () => {
  expect(route('Write a Python function.').fallbacks.map(({ id }) => id)).toEqual(['my-large', 'my-small']);
});
