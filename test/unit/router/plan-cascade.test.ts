import { expect, test } from 'vitest';
import { readConversation } from '../../../daemon/chat/chat-request.ts';
import type { RouterOptions } from '../../../daemon/router/create-router.ts';
import type { Route, RouteAsk } from '../../../daemon/router/router.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { modelInfo } from '../../support/model-info.ts';
import { createTestRouter, estimateOf } from '../../support/test-router.ts';

const priced = (perMillion: number) => ({ inputPerMillion: perMillion / 4, outputPerMillion: perMillion });
const SMALL = modelInfo({ id: 'my-small', tier: 'small', price: priced(1) });
const LARGE = modelInfo({ id: 'my-large', tier: 'large', price: priced(10) });
const JUDGE = modelInfo({ id: 'my-judge', tier: 'small', price: priced(2) });

const rightly =
  (small: number, large: number): RouterOptions['rightOf'] =>
  ({ id }) =>
    ({ 'my-small': small, 'my-large': large })[id] ?? 0.1;

interface Asked {
  options?: Partial<RouterOptions>;
  body?: Record<string, unknown>;
  change?: Partial<RouteAsk>;
}

/** A question that the small model answers nearly as often as the large one. */
function route({ options, body, change }: Asked = {}): Route {
  const request = chatRequest('Write a sonnet.', body);
  const router = createTestRouter({
    settings: { quality: 0.7, maxLatencyMs: undefined },
    cascade: { check: 'my-judge' },
    estimate: () => estimateOf('small'),
    rightOf: rightly(0.7, 0.81),
    ...options,
  });
  return router.route({
    ...{
      request,
      pool: [SMALL, LARGE, JUDGE],
      tier: undefined,
      leans: false,
      isRetry: false,
      mayExplore: true,
    },
    ...{
      decision: 'd',
      conversationId: 'c',
      questionId: 'q',
      earlierId: undefined,
      vector: undefined,
      user: 'me',
      site: 'http',
    },
    conversation: readConversation(request),
    ...change,
  });
}

test('a cheaper model is to be asked before the chosen one, and the configured one checks', () => {
  expect(route()).toMatchObject({
    model: { id: 'my-large' },
    cascade: { cheaper: { id: 'my-small' }, checker: { id: 'my-judge' } },
  });
});

test('unless it is switched on, nobody is asked first', () => {
  expect(route({ options: { cascade: undefined } }).cascade).toBeUndefined();
});

test('"self" lets the cheaper model check, which is trusted less', () => {
  const cascade = { check: 'self' };
  expect(route({ options: { cascade } }).cascade).toBeUndefined();
  const near = { settings: { quality: 0.8, maxLatencyMs: undefined }, rightOf: rightly(0.8, 0.85) };
  expect(route({ options: { cascade, ...near } }).cascade).toEqual({ cheaper: SMALL, checker: SMALL });
});

const tool = { type: 'function', function: { name: 'look' } };
test.each<[string, Asked]>([
  ['that offers tools', { body: { tools: [tool] } }],
  ['that offers functions', { body: { functions: [tool.function] } }],
  ['for several answers', { body: { n: 2 } }],
  ['for log probabilities', { body: { logprobs: true } }],
  ['that leans on what was said', { change: { leans: true } }],
  ['for a tier', { change: { tier: 'large' } }],
  [
    'that a rule speaks of',
    { options: { pins: [{ when: { user: 'me' }, reasoning: 'on' }] as RouterOptions['pins'] } },
  ],
  [
    'that is unlike what the router knows',
    {
      options: { estimate: () => estimateOf('small', { isFamiliar: false }), defaultModel: () => LARGE },
    },
  ],
  ['whose three calls take too long', { options: { settings: { quality: 0.7, maxLatencyMs: 12_000 } } }],
  ["beyond the day's budget", { options: { budgetUsd: () => 0.0051 } }],
  ['where the checker is down', { options: { isDown: (id) => id === 'my-judge' } }],
  ['where the checker is not there', { change: { pool: [SMALL, LARGE] } }],
])('a request %s goes to the chosen model at once', (_which, asked) => {
  const { model, cascade } = route(asked);
  expect([model.id, cascade]).toEqual(['my-large', undefined]);
});
