import type { Tier } from '../chat/cache-entry.ts';
import type { ReasoningSwitchName } from './reasoning-switches.ts';

/** A cloud provider that is recognised by the environment variable of its key. */
export interface CloudProvider {
  name: string;
  /** Variables that may hold its key; the first that is set counts. */
  keyVariables: readonly string[];
  /** Written out, since the shell may export OPENAI_BASE_URL as the daemon's own address. */
  baseUrl: string;
  /** How all of its models are told to reason first or not, where that is sure. */
  reasoning?: ReasoningSwitchName;
  models: readonly CloudModel[];
}

interface CloudModel {
  /** Unless told, the name. */
  id?: string;
  name: string;
  tier: Tier;
  contextWindow: number;
}

/** When the names below were looked up. Providers retire models within months: the user's config.yaml is what counts. */
export const LOOKED_UP = '2026-11';

/** One entry a tier, by the providers' own documentation. Prices are left to the user: a wrong one would count wrong savings. */
export const CLOUD_PROVIDERS: readonly CloudProvider[] = [
  {
    name: 'OpenAI',
    keyVariables: ['OPENAI_API_KEY'],
    baseUrl: 'https://api.openai.com/v1',
    models: [
      { name: 'gpt-6-luna', tier: 'small', contextWindow: 1_050_000 },
      { name: 'gpt-6.1-terra', tier: 'medium', contextWindow: 1_050_000 },
      { name: 'gpt-6.1-sol', tier: 'large', contextWindow: 1_050_000 },
    ],
  },
  {
    name: 'Anthropic',
    keyVariables: ['ANTHROPIC_API_KEY'],
    baseUrl: 'https://api.anthropic.com/v1/',
    models: [
      { name: 'claude-haiku-5-5', tier: 'small', contextWindow: 1_000_000 },
      { name: 'claude-sonnet-5-5', tier: 'medium', contextWindow: 1_000_000 },
      { name: 'claude-opus-5-5', tier: 'large', contextWindow: 1_000_000 },
      { name: 'claude-fable-5-1', tier: 'reasoning', contextWindow: 1_000_000 },
    ],
  },
  {
    name: 'OpenRouter',
    keyVariables: ['OPENROUTER_API_KEY'],
    baseUrl: 'https://openrouter.ai/api/v1',
    models: [
      { name: 'deepseek/deepseek-v4.1-flash', tier: 'small', contextWindow: 1_000_000 },
      { name: 'openai/gpt-6.1-terra', tier: 'medium', contextWindow: 1_050_000 },
      { name: 'anthropic/claude-opus-5.5', tier: 'large', contextWindow: 1_000_000 },
    ],
  },
  {
    name: 'Groq',
    keyVariables: ['GROQ_API_KEY'],
    baseUrl: 'https://api.groq.com/openai/v1',
    models: [
      { name: 'openai/gpt-oss-20b', tier: 'small', contextWindow: 131_072 },
      { name: 'openai/gpt-oss-120b', tier: 'large', contextWindow: 131_072 },
    ],
  },
  {
    name: 'Mistral',
    keyVariables: ['MISTRAL_API_KEY'],
    baseUrl: 'https://api.mistral.ai/v1',
    models: [
      { name: 'ministral-8b-latest', tier: 'small', contextWindow: 128_000 },
      { name: 'mistral-medium-latest', tier: 'medium', contextWindow: 128_000 },
      { name: 'mistral-large-latest', tier: 'large', contextWindow: 128_000 },
    ],
  },
  {
    name: 'Gemini',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai/',
    models: [
      { name: 'gemini-3.5-flash-lite', tier: 'small', contextWindow: 1_048_576 },
      { name: 'gemini-3.8-flash', tier: 'medium', contextWindow: 1_048_576 },
    ],
  },
  {
    name: 'DeepSeek',
    keyVariables: ['DEEPSEEK_API_KEY'],
    baseUrl: 'https://api.deepseek.com/v1',
    reasoning: 'thinking',
    models: [
      { name: 'deepseek-flash', tier: 'medium', contextWindow: 1_000_000 },
      {
        ...{ id: 'deepseek-flash-thinking', name: 'deepseek-flash' },
        ...{ tier: 'reasoning', contextWindow: 1_000_000 },
      },
    ],
  },
];
