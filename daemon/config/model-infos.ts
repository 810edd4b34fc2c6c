import type { ModelInfo } from '../chat/model-info.ts';
import type { Config } from './config-schema.ts';
import { reasoningSwitchOf } from './reasoning-switches.ts';

/** The configured models as the router and the providers know them, in the configured order. */
export function modelInfosOf(config: Config): ModelInfo[] {
  return config.models.map((model) => ({
    id: model.id,
    tier: model.tier,
    baseUrl: model.base_url,
    apiKey: model.api_key,
    upstreamName: model.model ?? model.id,
    contextWindow: model.context_window,
    price: model.price && {
      inputPerMillion: model.price.input_per_million,
      outputPerMillion: model.price.output_per_million,
    },
    capabilities: model.capabilities,
    reasoning: reasoningSwitchOf(model.reasoning),
    timeoutMs: model.timeout_seconds * 1000,
    simulated: false,
  }));
}
