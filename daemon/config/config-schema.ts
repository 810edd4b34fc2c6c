import { z } from 'zod';
import { TIERS } from '../chat/cache-entry.ts';
import { CAPABILITIES } from '../chat/model-info.ts';
import { DEFAULT_PORT } from '../../shared/constants.ts';
import { WRONG_RATE_NAMES } from './max-wrong-rate.ts';
import { milvusSchema } from './milvus-schema.ts';
import { pinSchema } from './pin-schema.ts';
import { providerUrlFault } from './provider-url.ts';
import { REASONING_SWITCHES, type ReasoningSwitchName } from './reasoning-switches.ts';
import { path, pathOrNone, secret, text, wholeNumber } from './schema-values.ts';

/** Names that clients may ask for and that the router answers to, so no configured model may take them. */
const VIRTUAL_MODELS = new Set<string>(['auto', ...TIERS]);

const serverSchema = z.strictObject({
  /** Address to listen on; anything but a loopback address needs `exposed`. */
  host: text().default('127.0.0.1'),
  /** TCP port; 0 takes any free one. */
  port: wholeNumber().min(0).max(65_535).default(DEFAULT_PORT),
  /** Says that the daemon is meant to be reached from other machines (a container, a team's server). */
  exposed: z.boolean().default(false),
  /** Further values of the Host header to accept, as "name" or "name:port". Loopback names are always accepted. */
  allowed_hosts: z
    .array(
      text().regex(
        /^[\w.:[\]-]+$/,
        'expected a host name such as "askonce.lan" or "askonce.lan:8801", without scheme, path or "*"',
      ),
    )
    .default([]),
  /** Web origins whose pages may call the HTTP inlet, as "https://name[:port]". */
  allowed_origins: z
    .array(
      text().regex(
        /^[a-z][a-z\d+.-]*:\/\/[\w.:[\]-]+$/i,
        'expected an origin such as "https://app.example", without path or "*"',
      ),
    )
    .default([]),
  /** Serve clients that cannot send a key (some Ollama clients); Host and Origin are still checked. */
  keyless: z.boolean().default(false),
  /** Largest request body, in megabytes. */
  max_body_mb: z.number().positive().max(1024).default(4),
  /** Open connections at once; further ones are refused. */
  max_connections: wholeNumber().min(1).max(100_000).default(256),
});

const identitySchema = z.strictObject({
  /** Whose answers these are; kept when keys change. */
  user: text().default('me'),
  /** Whether answers are the user's alone or the team's. */
  share: z.enum(['user', 'team']).default('user'),
  /** The team's name; needed with `share: team`. */
  team: text().optional(),
  /** The team's common secret, at least 16 characters, the same on every member's daemon; needed with `share: team`. */
  team_secret: secret().min(16).meta({ kind: 'secret' }).optional(),
});

const semanticCacheSchema = z.strictObject({
  /** false: route only, nothing is read from or stored in the cache. */
  enabled: z.boolean().default(true),
  /** "memory": in this process, durable; "milvus": a Milvus server, reached as the section `milvus` says. */
  backend_type: z.enum(['memory', 'milvus']).default('memory'),
  /** A file that holds the section `milvus`; read only where backend_type is "milvus". */
  backend_config_path: path().optional(),
  /** Cosine under which no stored question is looked at, 0 (all) to 1 (only the same); absent: the embedder's own floor. */
  similarity_threshold: z.number().min(0).max(1).optional(),
  /** Of the answers served from the cache, at most this share may be wrong (0.05: one in twenty). */
  max_wrong_rate: z.union([z.number().min(0).max(1), z.enum(WRONG_RATE_NAMES)]).default(0.05),
  /** Entries kept before the eviction policy removes some; memory backend only. */
  max_entries: wholeNumber().min(1).default(10_000),
  /** Seconds after which an answer is forgotten (604800: a week). */
  ttl_seconds: wholeNumber().min(1).default(604_800),
  /** Which entry leaves a full cache: the oldest, the least recently or the least often used. */
  eviction_policy: z.enum(['fifo', 'lru', 'lfu']).default('lru'),
  /** Keep across restarts, in the data folder, the answers (with Milvus: those that it does not have yet). */
  persist: z.boolean().default(true),
});

/** Fields of a request's body, as the model's server knows them. */
const bodyFields = z.record(text(), z.json());

const modelSchema = z.strictObject({
  /** The name that clients and response headers use. */
  id: text().refine(
    (id) => !VIRTUAL_MODELS.has(id),
    'this name is taken: "auto" and the tiers stand for whatever the router chooses',
  ),
  /** Root of an OpenAI-compatible API, such as http://127.0.0.1:11434/v1. */
  base_url: text().superRefine((url, context) => {
    const fault = providerUrlFault(url);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  }),
  /** Key for that API; write `${NAME}` to read it from the environment. */
  api_key: secret().optional(),
  /** The name that the API knows the model by; the id where absent. */
  model: text().optional(),
  /** How strong, slow and dear it is beside the others. */
  tier: z.enum(TIERS),
  /** Tokens that question and answer may take together. */
  context_window: wholeNumber().min(1).default(8192),
  /** US dollars per million tokens; savings are counted only where it is stated. */
  price: z
    .strictObject({
      /** US dollars per million tokens sent. */
      input_per_million: z.number().min(0),
      /** US dollars per million tokens answered. */
      output_per_million: z.number().min(0),
    })
    .optional(),
  /** What it can do beyond text. */
  capabilities: z.array(z.enum(CAPABILITIES)).default([]),
  /** How its server is told to reason first, or not; absent or "none": it is not told. */
  reasoning: z
    .union([
      z.enum(Object.keys(REASONING_SWITCHES) as [ReasoningSwitchName]),
      z.strictObject({ on: bodyFields, off: bodyFields }),
    ])
    .optional(),
  /** Questions that this model is the right one for; a question much like one of them goes to it. */
  examples: z.array(text()).default([]),
  /** Longest wait for the first byte, and between two pieces of the answer, in seconds. */
  timeout_seconds: z.number().positive().default(60),
});

/** config.yaml. Unknown keys are faults, at every level. */
export const configSchema = z.strictObject({
  server: serverSchema.prefault({}),
  identity: identitySchema.prefault({}),
  semantic_cache: semanticCacheSchema.prefault({}),
  /** The models that the router chooses from. */
  models: z.array(modelSchema).default([]),
  routing: z
    .strictObject({
      /** Id of the model for requests that the router cannot judge; absent: one of the medium tier, or the nearest. */
      default_model: text().optional(),
      /** How much a right answer is worth: 0 is always the cheapest model, 1 the one that is most often right. */
      quality: z.number().min(0).max(1).default(0.5),
      /** Of the questions that the estimate decides, the share for which the next cheaper model is tried, to learn: 0 to 0.05. */
      explore: z.number().min(0).max(0.05).default(0),
      /** US dollars that the router may spend in a day, by stated prices; absent: no limit. */
      max_cost_per_day: z.number().min(0).optional(),
      /** Models from which a whole answer is expected to take longer are asked only where no other is left, in milliseconds. */
      max_latency_ms: wholeNumber().min(1).optional(),
      /** Further models to try when one fails. */
      max_fallbacks: wholeNumber().min(0).max(10).default(2),
      /** Rules of the user's own that come before the router's; the first that holds decides. */
      pins: z.array(pinSchema).default([]),
      /** What is said of answers shifts how probably a tier is taken to be right, by category. */
      tuning: z
        .strictObject({
          /** false: nothing is learnt of how models answer, and what was learnt has no effect. */
          enabled: z.boolean().default(true),
          /** Log-odds that no shift goes beyond, up or down, 0 to 3. */
          max_shift: z.number().min(0).max(3).default(1),
        })
        .prefault({}),
      /** Asks a cheaper model first where that is expected to pay, and the chosen one where its answer does not pass a check. */
      cascade: z
        .strictObject({
          /** true: what is asked of `auto` may go to a cheaper model first; such an answer begins only when it has been checked. */
          enabled: z.boolean().default(false),
          /** Who checks: "self" (the cheaper model) or the id of a model. */
          check: text().default('self'),
        })
        .prefault({}),
    })
    .prefault({}),
  logging: z
    .strictObject({
      /** Least severe level that is written. */
      level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
      /** Write questions and answers into the log. */
      prompts: z.boolean().default(false),
    })
    .prefault({}),
  decisions: z
    .strictObject({
      /** Newest decisions kept for the record. */
      keep: wholeNumber().min(0).default(10_000),
      /** What the record holds of a question: a digest of it, or its text. */
      text: z.enum(['hash', 'full']).default('hash'),
    })
    .prefault({}),
  matching: z
    .strictObject({
      /** Folder of another embedding model (see `askonce models`); absent: the one that ships. */
      embedder: path().optional(),
      /** Folder of a verifying model with its calibration; "none" or absent: similarity and literal rules alone decide. */
      verifier: pathOrNone().optional(),
      /** Asks a model anyway for a few of the questions that were answered by meaning, to learn how many answers are wrong. */
      audit: z
        .strictObject({
          /** The share of those answers, 0 (none) to 0.1. */
          share: z.number().min(0).max(0.1).default(0),
          /** Id of the model that says whether both answers tell the same; absent: the one that was asked. */
          judge: text().optional(),
        })
        .prefault({}),
    })
    .prefault({}),
  extension: z
    .strictObject({
      /** Let paired browser extensions connect. */
      enabled: z.boolean().default(true),
    })
    .prefault({}),
  /** Where answers, keys and models are kept; absent: the system's usual place for a program's data. */
  data_folder: path().optional(),
  /** Where Milvus is and how answers are kept there; mostly in the file that semantic_cache.backend_config_path names. */
  milvus: milvusSchema.prefault({}),
});

export type Config = z.infer<typeof configSchema>;
/** The settings of the Milvus backend; the defaults where it is not in use. */
export type MilvusConfig = Config['milvus'];
/** A model as one may write it: keys with a default may be absent. */
export type ModelSetting = z.input<typeof modelSchema>;
