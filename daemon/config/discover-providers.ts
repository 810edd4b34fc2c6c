import type { ModelSetting } from './config-schema.ts';
import { KEY_PREFIX } from './keys-content.ts';
import { listLocalModels, localBaseUrl, LOCAL_SERVERS, type LocalServer } from './local-model-server.ts';
import { mapToTiers } from './map-to-tiers.ts';
import type { Environment } from './overrides.ts';
import { CLOUD_PROVIDERS, LOOKED_UP, type CloudProvider } from './well-known-models.ts';

/** A provider that was found on this machine or in the environment. */
export interface Finding {
  provider: string;
  /** Ready for config.yaml; ids are distinct over all findings. */
  models: ModelSetting[];
  /** What was found and what was made of it, for people. */
  sentence: string;
}

export interface DiscoveryOptions {
  environment: Environment;
  fetch: typeof globalThis.fetch;
  /** The daemon's own port, which is not asked. */
  ownPort: number;
  /** Longest wait for a local server, in milliseconds; all are asked at once. */
  timeoutMs?: number;
}

/** Looks for model servers on the usual loopback ports and for provider keys in the environment. Nothing leaves the machine. */
export async function discoverProviders({
  environment,
  fetch,
  ownPort,
  timeoutMs = 400,
}: DiscoveryOptions): Promise<Finding[]> {
  const servers = LOCAL_SERVERS.filter(({ port }) => port !== ownPort);
  const answers = await Promise.all(
    servers.map(async (server) => {
      const names = await listLocalModels(server, { fetch, timeoutMs });
      return names ? [localFinding(server, names)] : [];
    }),
  );
  const cloud = CLOUD_PROVIDERS.flatMap((provider) => cloudFinding(provider, environment) ?? []);
  return withDistinctIds([...answers.flat(), ...cloud]);
}

function localFinding(server: LocalServer, names: string[]): Finding {
  const baseUrl = localBaseUrl(server);
  const models = mapToTiers(names).map(({ name, tier }) => ({ id: name, base_url: baseUrl, tier }));
  const sentence =
    models.length > 0
      ? `Found ${server.name} at ${baseUrl} with ${listOf(models)}.`
      : `Found ${server.name} at ${baseUrl}, but it has no chat model yet: ${server.hint}.`;
  return { provider: server.name, models, sentence };
}

function cloudFinding(provider: CloudProvider, environment: Environment): Finding | undefined {
  const variable = provider.keyVariables.find((name) => isProviderKey(environment[name]));
  if (variable === undefined) return undefined;
  const { reasoning } = provider;
  const models = provider.models.map(({ name, id = name, tier, contextWindow }): ModelSetting => ({
    id,
    base_url: provider.baseUrl,
    api_key: `\${${variable}}`,
    ...(id !== name && { model: name }),
    tier,
    context_window: contextWindow,
    capabilities: ['tools', 'json'],
    ...(reasoning && { reasoning }),
  }));
  const sentence = `Found ${variable}: ${provider.name} at ${provider.baseUrl} with ${listOf(models)} (well-known names of ${LOOKED_UP}, not asked for; the key stays in the environment).`;
  return { provider: provider.name, models, sentence };
}

/** A shell that was told `export OPENAI_API_KEY=ao-...` for AskOnce's clients holds a key of ours, not the provider's. */
function isProviderKey(key: string | undefined): boolean {
  return key !== undefined && key !== '' && !key.startsWith(KEY_PREFIX);
}

function listOf(models: readonly ModelSetting[]): string {
  return models.map(({ id, tier }) => `${id} as ${tier}`).join(', ');
}

/** The same model may be found twice (Ollama and LM Studio, OpenAI and OpenRouter): later ones carry their provider's name. */
function withDistinctIds(findings: Finding[]): Finding[] {
  const taken = new Set<string>();
  return findings.map((finding) => ({
    ...finding,
    models: finding.models.map((model) => {
      const prefix = finding.provider.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      if (!taken.has(model.id)) {
        taken.add(model.id);
        return model;
      }
      return { ...model, id: `${prefix}/${model.id}`, model: model.model ?? model.id };
    }),
  }));
}
