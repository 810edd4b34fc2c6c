import { expect, test } from 'vitest';
import { mapToTiers, tierOf } from '../../../daemon/config/map-to-tiers.ts';
import { CLOUD_PROVIDERS } from '../../../daemon/config/well-known-models.ts';

test.each([
  ['qwen2.5:0.5b', 'small'],
  ['gemma3:270m', 'small'],
  ['llama3.2:3b-instruct-q4_K_M', 'small'],
  ['gemma3n:e4b', 'small'],
  ['llama3.1:8b', 'medium'],
  ['Meta-Llama-3.1-8B-Instruct', 'medium'],
  ['qwen2.5-7b-instruct-1m', 'medium'],
  ['mistral-small:24b', 'medium'],
  ['mixtral:8x7b', 'large'],
  ['llama3.3:70b', 'large'],
  ['qwen3-30b-a3b', 'large'],
  ['openai/gpt-oss-120b', 'large'],
  ['gpt-4o-mini', 'small'],
  ['gemini-3.5-flash-lite', 'small'],
  ['claude-haiku-5-5', 'small'],
  ['claude-sonnet-5-5', 'medium'],
  ['llama3.2:latest', 'medium'],
  ['claude-opus-5-5', 'large'],
  ['gemini-3.1-pro', 'large'],
  ['mistral-large-latest', 'large'],
  ['deepseek-r1:1.5b', 'reasoning'],
  ['o3', 'reasoning'],
  ['o4-mini', 'reasoning'],
  ['qwq:32b', 'reasoning'],
  ['qwen3-4b-thinking-2507', 'reasoning'],
  ['phi4-reasoning:14b', 'reasoning'],
  ['grok-4-fast-non-reasoning', 'medium'],
])('%s is %s', (name, tier) => {
  expect(tierOf(name)).toBe(tier);
});

test.each([
  'nomic-embed-text:latest',
  'mxbai-embed-large',
  'all-minilm:22m',
  'bge-m3',
  'text-embedding-3-small',
  'whisper-1',
  'gpt-4o-transcribe',
  'tts-1-hd',
  'gpt-image-1',
  'dall-e-3',
  'stable-diffusion-3.5',
  'omni-moderation-latest',
  'llama-guard3:8b',
  'bge-reranker-v2',
  'gpt-4o-realtime-preview',
])('%s is no chat model', (name) => {
  expect(tierOf(name)).toBeUndefined();
});

test('what is no chat model is left out of a list', () => {
  expect(mapToTiers(['llama3.2:1b', 'nomic-embed-text'])).toEqual([{ name: 'llama3.2:1b', tier: 'small' }]);
});

test('the table of well-known models gives each provider distinct tiers, all of them chat models', () => {
  for (const { models } of CLOUD_PROVIDERS) {
    expect(new Set(models.map(({ tier }) => tier)).size).toBe(models.length);
    expect(models.filter(({ name }) => tierOf(name) === undefined)).toEqual([]);
  }
});
