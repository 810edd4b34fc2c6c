import { expect, test } from 'vitest';
import { withReasoning } from '../../../daemon/providers/reasoning-switch.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { modelInfo } from '../../support/model-info.ts';

const effort = { on: { reasoning_effort: 'high' }, off: { reasoning_effort: 'none' } };
const template = {
  on: { chat_template_kwargs: { enable_thinking: true } },
  off: { chat_template_kwargs: { enable_thinking: false } },
};
const quick = modelInfo({ tier: 'medium', reasoning: effort });
const thinker = modelInfo({ tier: 'reasoning', reasoning: effort });

test('a model of the tier "reasoning" reasons, any other does not', () => {
  expect(withReasoning(chatRequest('Hi?'), thinker, undefined)).toMatchObject({ reasoning_effort: 'high' });
  expect(withReasoning(chatRequest('Hi?'), quick, undefined)).toMatchObject({ reasoning_effort: 'none' });
});

test('who asks may say otherwise', () => {
  expect(withReasoning(chatRequest('Hi?'), quick, 'on')).toMatchObject({ reasoning_effort: 'high' });
  expect(withReasoning(chatRequest('Hi?'), thinker, 'off')).toMatchObject({ reasoning_effort: 'none' });
});

test('a model without a switch gets the body as it is', () => {
  const request = chatRequest('Hi?');
  expect(withReasoning(request, modelInfo({ tier: 'reasoning' }), 'on')).toBe(request.body);
});

test('fields are added beside those that the client set, and change none', () => {
  const mine = { chat_template_kwargs: { date: 'today' } };
  expect(withReasoning(chatRequest('Hi?', mine), { ...quick, reasoning: template }, undefined)).toMatchObject(
    {
      chat_template_kwargs: { date: 'today', enable_thinking: false },
    },
  );
  const own = { on: {}, off: { top_p: 0.8, seed: 1 } };
  expect(
    withReasoning(chatRequest('Hi?', { seed: 7 }), { ...quick, reasoning: own }, undefined),
  ).toMatchObject({
    ...{ top_p: 0.8, seed: 7 },
  });
});

test.each([
  { reasoning_effort: 'low' },
  { reasoning: { effort: 'low' } },
  { thinking: { type: 'enabled', budget_tokens: 1024 } },
  { chat_template_kwargs: { enable_thinking: true } },
])('a client that says %j itself is obeyed', (said) => {
  const request = chatRequest('Hi?', said);
  expect(withReasoning(request, quick, 'off')).toBe(request.body);
  expect(withReasoning(request, { ...quick, reasoning: template }, 'off')).toBe(request.body);
});

test('a field that is null says nothing', () => {
  expect(withReasoning(chatRequest('Hi?', { reasoning_effort: null }), quick, undefined)).toMatchObject({
    reasoning_effort: 'none',
  });
});

test.each([
  [{ think: true }, 'high'],
  [{ think: false }, 'none'],
  [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, 'high'],
  [{ thinking: { type: 'disabled' } }, 'none'],
])('what clients of other dialects say, %j, decides', (extras, expected) => {
  for (const model of [quick, thinker]) {
    const asked = withReasoning({ ...chatRequest('Hi?'), extras }, model, undefined);
    expect(asked).toMatchObject({ reasoning_effort: expected });
  }
});
