import type { Tier } from './cache-entry.ts';

/** What is known of a configured model. */
export interface ModelInfo {
  /** The name that clients and headers use. */
  id: string;
  tier: Tier;
  /** Root of an OpenAI-compatible API, ending in /v1 or the like. */
  baseUrl: string;
  apiKey: string | undefined;
  /** The name that the endpoint knows it by. */
  upstreamName: string;
  /** Tokens that prompt and answer may take together. */
  contextWindow: number;
  /** US dollars per million tokens; undefined where not stated. */
  price: { inputPerMillion: number; outputPerMillion: number } | undefined;
  /** What it can do beyond text. */
  capabilities: Capability[];
  /** Fields of the body that make it reason first, or not; absent where it has no such switch. */
  reasoning?: ReasoningSwitch | undefined;
  /** Longest wait for the first byte, and between two chunks, in milliseconds. */
  timeoutMs: number;
  /** A practice model: its answers are made up, and are stored in the demo only. */
  simulated: boolean;
}

export interface ReasoningSwitch {
  on: Readonly<Record<string, unknown>>;
  off: Readonly<Record<string, unknown>>;
}

export const CAPABILITIES = ['tools', 'vision', 'json', 'reasoning'] as const;
type Capability = (typeof CAPABILITIES)[number];
