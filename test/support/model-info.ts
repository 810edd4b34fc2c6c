import type { ModelInfo } from '../../daemon/chat/model-info.ts';

/** A configured model with defaults for what a test does not care about. */
export function modelInfo(overrides: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id: 'test-medium',
    tier: 'medium',
    baseUrl: 'http://127.0.0.1:9/v1',
    apiKey: 'upstream-key',
    upstreamName: 'upstream-model',
    contextWindow: 8_192,
    price: undefined,
    capabilities: [],
    timeoutMs: 5_000,
    simulated: false,
    ...overrides,
  };
}
