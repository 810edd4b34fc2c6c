import { expect, test } from 'vitest';
import { checkCompleteAnswer } from '../../../../daemon/cache/storable/complete-answer.ts';
import { exchange } from './exchange.ts';

test.each([
  'stop',
  'STOP',
  'end_turn',
  'stop_sequence',
  'eos',
  'eos_token',
  'complete',
  'COMPLETE',
  'completed',
])('an answer that finished with %s is complete', (finishReason) => {
  expect(checkCompleteAnswer(exchange({ choice: { finishReason } }))).toBeUndefined();
});

test.each([
  'length',
  'max_tokens',
  'MAX_TOKENS',
  'content_filter',
  'SAFETY',
  'RECITATION',
  'refusal',
  'error',
  'error_finish',
  'abort',
  'aborted',
  'cancelled',
  'load',
  'unload',
  'insufficient_system_resource',
  'model_context_window_exceeded',
  'timeout',
  'unknown',
  'null',
  '',
])('an answer that finished with "%s" is not stored', (finishReason) => {
  expect(checkCompleteAnswer(exchange({ choice: { finishReason } }))).toBe('finish-reason');
});

test('an answer whose model never said that it was done is incomplete', () => {
  expect(checkCompleteAnswer(exchange({ choice: { finishReason: undefined } }))).toBe('incomplete');
});

test('an answer without a choice is incomplete', () => {
  expect(checkCompleteAnswer(exchange({ answer: { choices: [], usage: undefined } }))).toBe('incomplete');
});

test('several choices are not stored, whether asked for or given', () => {
  const choice = { text: 'a', reasoning: '', finishReason: 'stop', hasMoreThanText: false };
  expect(checkCompleteAnswer(exchange({ answer: { choices: [choice, choice], usage: undefined } }))).toBe(
    'several-choices',
  );
  expect(checkCompleteAnswer(exchange({ body: { n: 2 } }))).toBe('several-choices');
  expect(checkCompleteAnswer(exchange({ body: { n: 1 } }))).toBeUndefined();
});
