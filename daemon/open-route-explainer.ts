import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { TIERS } from './chat/cache-entry.ts';
import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import { embedderFolder } from './config/model-folders.ts';
import { modelInfosOf } from './config/model-infos.ts';
import { createRouting } from './create-routing.ts';
import { createLocalEmbedder } from './embedding/local-embedder.ts';
import { systemClock } from './lib/clock.ts';
import { explainRoute, type ExplainedRoute } from './pipeline/explain-route.ts';
import { createModelRegistry } from './providers/model-registry.ts';
import { OpenAiCompatibleModel } from './providers/openai-compatible-model.ts';

/** Says where questions would be sent, while no daemon runs. */
export interface RouteExplainer {
  explain(question: string): Promise<ExplainedRoute>;
  close(): Promise<void>;
}

/** Nobody waits for these answers. */
const DEADLINE_MS = 600_000;

/** By the configuration alone: as if nothing had been asked before. */
export async function openRouteExplainer(
  config: Config,
  dataFolder: string,
  log: Logger,
): Promise<RouteExplainer> {
  const clock = systemClock;
  const embedder = createLocalEmbedder({ modelFolder: embedderFolder(config), log, deadlineMs: DEADLINE_MS });
  await embedder.loaded();
  const configured = modelInfosOf(config);
  const infos = configured.length > 0 ? configured : TIERS.map((tier) => standIn(tier));
  const models = createModelRegistry(
    infos.map((info) => new OpenAiCompatibleModel(info)),
    config.routing.default_model,
  );
  const routing = createRouting({
    ...{ config, dataFolder, models, embedder, clock, log },
    ...{ tuning: undefined, decisions: undefined, random: Math.random },
  });
  const { user } = config.identity;
  const caller = { site: 'http', owner: `user:${user}`, user, secret: randomBytes(32) };
  return {
    explain: (question) => explainRoute({ ...routing, clock }, { question, caller }),
    close: () => embedder.close(),
  };
}

/** Shows what a model of this size would be chosen for, where none is configured. */
function standIn(tier: (typeof TIERS)[number]): ModelInfo {
  return {
    ...{ id: `a-${tier}-model`, upstreamName: tier, tier, baseUrl: 'http://127.0.0.1/v1', apiKey: undefined },
    ...{ contextWindow: 128_000, price: undefined, capabilities: [], timeoutMs: 0, simulated: true },
  };
}
