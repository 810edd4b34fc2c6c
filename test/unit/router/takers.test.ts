import { expect, test } from 'vitest';
import type { ModelInfo } from '../../../daemon/chat/model-info.ts';
import { readSignals } from '../../../daemon/router/signals.ts';
import { takersOf } from '../../../daemon/router/takers.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { modelInfo } from '../../support/model-info.ts';

function takers(pool: ModelInfo[], question: string, body: Record<string, unknown> = {}): string[] {
  return takersOf({ pool }, readSignals(chatRequest(question, body))).map(({ id }) => id);
}

test('a model whose window is too small is never chosen', () => {
  const pool = [
    modelInfo({ id: 'tiny', contextWindow: 500 }),
    modelInfo({ id: 'wide', contextWindow: 50_000 }),
  ];
  expect(takers(pool, 'word '.repeat(1_000))).toEqual(['wide']);
});

test('a request that fits no model says how much it needs', () => {
  const pool = [modelInfo({ contextWindow: 500 })];
  expect(() => takers(pool, 'word '.repeat(1_000))).toThrow(/needs about \d+ tokens.*largest window is 500/);
});

test('without any model it says where to configure one', () => {
  expect(() => takers([], 'hello')).toThrow(/config\.yaml/);
});

test('images go only to a model that states vision, and a picture in the message is not counted as text', () => {
  const pool = [
    modelInfo({ id: 'blind' }),
    modelInfo({ id: 'seeing', capabilities: ['vision'], contextWindow: 4_000 }),
  ];
  const url = `data:image/png;base64,${'A'.repeat(100_000)}`;
  const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];
  expect(takers(pool, '', { messages })).toEqual(['seeing']);
});

test('tools go to models that state them, where any does', () => {
  const tools = [{ type: 'function', function: { name: 'look' } }];
  const plain = modelInfo({ id: 'plain' });
  const able = modelInfo({ id: 'able', capabilities: ['tools'] });
  expect(takers([plain, able], 'Look.', { tools })).toEqual(['able']);
  expect(takers([plain], 'Look.', { tools })).toEqual(['plain']);
});

test('an answer in JSON goes to models that state it, where any does', () => {
  const body = { response_format: { type: 'json_object' } };
  const pool = [modelInfo({ id: 'plain' }), modelInfo({ id: 'able', capabilities: ['json'] })];
  expect(takers(pool, 'List them.', body)).toEqual(['able']);
  expect(takers(pool, 'List them.', { response_format: { type: 'text' } })).toEqual(['plain', 'able']);
});

test('a limit of the answer beyond every window leaves the models that have room for some', () => {
  const pool = [
    modelInfo({ id: 'tiny', contextWindow: 400 }),
    modelInfo({ id: 'fair', contextWindow: 4_000 }),
  ];
  expect(takers(pool, 'List them all.', { max_tokens: 100_000 })).toEqual(['fair']);
});
