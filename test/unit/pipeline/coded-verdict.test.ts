import { expect, test } from 'vitest';
import { AnswerCollector, type Answer } from '../../../daemon/chat/answer.ts';
import { readVerdict, verdictRequest } from '../../../daemon/pipeline/coded-verdict.ts';
import { modelInfo } from '../../support/model-info.ts';

function said(content: string, finishReason = 'stop'): Answer {
  const collector = new AnswerCollector();
  collector.add({ choices: [{ index: 0, delta: { content }, finish_reason: finishReason }] });
  return collector.answer();
}

test.each([
  ['yes-42', 'right'],
  ['No-42.', 'wrong'],
  ['**yes-42**\n', 'right'],
  ['<think>yes-42? One says Ann, the other Bob.</think>\n\nno-42', 'wrong'],
  ['unsure-42', 'unsure'],
  ['yes', 'unsure'],
  ['yes-41', 'unsure'],
  ['yes-42 or no-42', 'unsure'],
  ['The answer is yes-42', 'unsure'],
  ['', 'unsure'],
])('a judge that says %j means %s', (text, verdict) => {
  expect(readVerdict(said(text), '42')).toBe(verdict);
});

test('a reply that was cut off, or none, is no verdict', () => {
  expect(readVerdict(said('yes-42', 'length'), '42')).toBe('unsure');
  expect(readVerdict({ choices: [], usage: undefined }, '42')).toBe('unsure');
});

test('a reply may be limited, but not that of a model that reasons first', () => {
  const judging = { instructions: 'Judge.', material: {}, maxTokens: 16 };
  expect(verdictRequest(modelInfo(), judging).body).toMatchObject({ max_tokens: 16 });
  expect(verdictRequest(modelInfo({ capabilities: ['reasoning'] }), judging).body).not.toHaveProperty(
    'max_tokens',
  );
});
