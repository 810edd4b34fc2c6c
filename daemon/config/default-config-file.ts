import { existsSync } from 'node:fs';
import { DEFAULT_PORT } from '../../shared/constants.ts';
import type { ModelSetting } from './config-schema.ts';
import { DEFAULT_MILVUS_TEXT } from './default-milvus-text.ts';
import { discoverProviders } from './discover-providers.ts';
import { configFileIn, ensureFolder } from './folders.ts';
import type { Environment } from './overrides.ts';
import { createPrivateFile } from './private-file.ts';

/**
 * The first start: looks for providers and writes the commented config.yaml (mode 0600) with what was found, or an
 * example. Does nothing where the file is there already. Returns what to tell the user, one sentence each.
 */
export async function writeFirstConfig(
  folder: string,
  { environment, fetch = globalThis.fetch, ownPort = DEFAULT_PORT }: FirstConfigOptions,
): Promise<string[]> {
  const file = configFileIn(ensureFolder(folder));
  if (existsSync(file)) return [];
  const findings = await discoverProviders({ environment, fetch, ownPort });
  const models = findings.flatMap((finding) => finding.models);
  if (!createPrivateFile(file, defaultConfigText(models))) return [];
  const nothing =
    models.length > 0
      ? []
      : ['Found no model server on this machine and no provider key in the environment.'];
  return [...findings.map(({ sentence }) => sentence), ...nothing, `Wrote ${file}: edit it to your liking.`];
}

export interface FirstConfigOptions {
  environment: Environment;
  fetch?: typeof globalThis.fetch;
  /** The daemon's own port, where no model server is looked for. */
  ownPort?: number;
}

/** Every key with its default, commented out: what is not set here follows later versions' defaults. */
export function defaultConfigText(models: readonly ModelSetting[]): string {
  return `${HEAD}\n${models.length > 0 ? modelsText(models) : EXAMPLE_MODELS}\n${REST}`;
}

function modelsText(models: readonly ModelSetting[]): string {
  return `models:\n${models.map(modelText).join('\n')}\n${PRICE_NOTE}`;
}

function modelText(model: ModelSetting): string {
  const lines = Object.entries(model)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `  - ${lines.join('\n    ')}`;
}

const HEAD = `# AskOnce: what it answers from its cache, and which models answer the rest.
# Every key, its default and its meaning: docs/configuration.md. Check changes with: askonce config check
# "\${NAME}" reads an environment variable; ASKONCE_SERVER_PORT=9000 and the like override any key from outside.

# The models that requests are sent to: any OpenAI-compatible server. Tiers, from cheap to strong:
# small, medium, large, reasoning. Clients may ask for a tier, for a model by its id, or for "auto".`;

const PRICE_NOTE = `# To have savings counted, add to a model, by your provider's price page:
#    price: { input_per_million: 0.1, output_per_million: 0.5 }
# Further keys of a model, with their defaults:
#    model: the name that the server knows it by, where that is not the id
#    api_key: "\${SOME_API_KEY}"
#    context_window: 8192
#    capabilities: []            # tools, vision, json, reasoning
#    reasoning: none             # how its server is told to reason or not; see docs/configuration.md
#    examples: []                # questions that this model is the right one for
#    timeout_seconds: 60
`;

const EXAMPLE_MODELS = `# No model was found on this machine or in the environment. Take this as an example:
#models:
#  - id: "llama3.2:3b"
#    base_url: "http://127.0.0.1:11434/v1"
#    tier: small
#  - id: "big-model"
#    base_url: "https://api.example.com/v1"
#    api_key: "\${EXAMPLE_API_KEY}"
#    model: "vendor/big-model-v2"
#    tier: large
#    context_window: 128000
#    capabilities: [tools, json]
#    price: { input_per_million: 1, output_per_million: 5 }
#    reasoning: none             # how its server is told to reason or not; see docs/configuration.md
#    examples: ["Review this migration plan for what could go wrong."]
#    timeout_seconds: 60
`;

const REST = `#semantic_cache:
#  enabled: true                 # false: route only, nothing read or stored
#  backend_type: memory          # kept in this process, and on disk while persist is true; milvus: in a Milvus server
#  backend_config_path: milvus.yaml    # for milvus: a file with what stands under "milvus" at the end of this one
#  similarity_threshold: 0.8     # absent: the embedding model's own floor
#  max_wrong_rate: 0.05          # strict (0.02), balanced (0.05), eager (0.1): so many answers served from the cache may be wrong
#  max_entries: 10000            # memory only, as eviction_policy
#  ttl_seconds: 604800           # a week
#  eviction_policy: lru          # fifo | lru | lfu
#  persist: true

#server:
#  host: 127.0.0.1
#  port: 8801
#  exposed: false                # true: other machines may reach it; needed for any other host
#  allowed_hosts: []             # further names in the Host header, such as askonce.lan
#  allowed_origins: []           # web pages that may call it, such as https://app.example
#  keyless: false                # true: serve clients that cannot send a key
#  max_body_mb: 4
#  max_connections: 256

#identity:
#  user: me
#  share: user                   # team: share answers with those who have the same team and secret
#  team: support
#  team_secret: "\${TEAM_SECRET}"

#routing:
#  default_model: "llama3.2:3b"  # absent: a medium one, or the nearest to that
#  quality: 0.5                  # 0: the cheapest model, 1: the best
#  explore: 0                    # up to 0.05: that share is sent to the next cheaper model, to learn
#  max_cost_per_day: 2.50        # US dollars; then the cheapest model answers
#  max_latency_ms: 20000         # slower models only where no other is left
#  max_fallbacks: 2
#  pins:                         # the first that holds decides, before the router; all conditions: docs/routing-rules.md
#    - when: { keyword: [contract, clause] }
#      model: large
#    - when: { site: "chat.example.com", user: "me" }
#      model: small
#    - name: "hard maths"        # shown in the reason
#      priority: 10              # the higher is asked first; 0 where absent
#      when: { category: [maths, science], not: { difficulty: easy } }
#      model: reasoning
#      only: false               # true: no other model is asked, whatever happens
#      reasoning: on             # on or off: whether a model that can do both thinks first
#  tuning:                       # what is said of answers shifts later choices; see: askonce route tuning
#    enabled: true
#    max_shift: 1                # in log-odds, up or down
#  cascade:                      # asks a cheaper model first where that pays, and checks its answer; see docs/routing.md
#    enabled: false
#    check: self                 # or the id of the model that checks

#logging:
#  level: info
#  prompts: false                # true: questions and answers go into the log

#decisions:
#  keep: 10000
#  text: hash                    # full: keep the questions themselves

#matching:
#  embedder: models/Xenova/all-MiniLM-L6-v2    # absent: the model that ships
#  verifier: models/my-verifier    # with its calibration.json; absent: the model that ships; none: similarity and rules alone decide
#  audit:                        # asks a model anyway for a few of the questions answered by meaning; see docs/matching.md
#    share: 0                    # 0.02: for two in a hundred; this costs calls
#    judge: "llama3.2:3b"        # says whether both answers tell the same; absent: the model that was asked

#extension:
#  enabled: true                 # false: no browser extension may connect

#data_folder: data               # absent: the system's usual place

# For backend_type: milvus. These keys may stand in a file of their own, which backend_config_path names; not in both.
#milvus:
${DEFAULT_MILVUS_TEXT.replaceAll(/^(?=.)/gm, '#  ')}`;
