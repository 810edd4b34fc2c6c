import { isIP } from 'node:net';
import { z } from 'zod';
import { path, secret, text, wholeNumber } from './schema-values.ts';

const INDEX_TYPES = ['HNSW', 'IVF_FLAT', 'IVF_SQ8', 'FLAT', 'AUTOINDEX', 'DISKANN'] as const;
export type MilvusIndexType = (typeof INDEX_TYPES)[number];

/** Which parameters each type of index takes, when it is built and when it is searched. */
export const INDEX_PARAMS: Readonly<
  Record<MilvusIndexType, { build: readonly string[]; search: readonly string[] }>
> = {
  HNSW: { build: ['M', 'efConstruction'], search: ['ef'] },
  IVF_FLAT: { build: ['nlist'], search: ['nprobe'] },
  IVF_SQ8: { build: ['nlist'], search: ['nprobe'] },
  FLAT: { build: [], search: [] },
  AUTOINDEX: { build: [], search: [] },
  DISKANN: { build: [], search: ['search_list'] },
};

/** What index.params hold where they are absent. */
export const BUILD_DEFAULTS = { M: 16, efConstruction: 64, nlist: 128 } as const;

/** Columns of AskOnce's own, beside the vector: id, scope and the rest of an entry. */
const OWN_COLUMNS =
  /^(?:id|scope|embedder|epoch|stamp|created_at|expires_at|model|hits|last_hit_at|pinned|document(?:_[1-9])?)$/;

/** Milvus takes 255 characters; AskOnce may put ten behind a collection's name. */
const MAX_NAME = 255;
const MAX_COLLECTION_NAME = MAX_NAME - 10;

/** A name that Milvus accepts. */
const milvusName = (longest = MAX_NAME) =>
  text()
    .max(longest)
    .regex(/^[A-Za-z_]\w*$/, 'expected letters, digits and underscores, with no digit at the start');

const hostName = () =>
  text().refine(
    (host) => /^[\w.-]+$/.test(host) || isIP(host) === 6,
    'expected the name or address of a machine alone, such as milvus.lan or 192.168.0.2: no "http://", no port, path or brackets',
  );

const connectionSchema = z.strictObject({
  /** Name or address of the server. */
  host: hostName().default('127.0.0.1'),
  /** Its gRPC port. */
  port: wholeNumber().min(1).max(65_535).default(19_530),
  /** The database within the server; made where it is missing. */
  database: milvusName().default('default'),
  /** Seconds that connecting, and work that no request waits for, may take. */
  timeout: z.number().positive().max(3600).default(30),
  auth: z
    .strictObject({
      /** Sign in with username and password; both are needed then. */
      enabled: z.boolean().default(false),
      username: text().optional(),
      /** Write `${NAME}` to read it from the environment. */
      password: secret().optional(),
    })
    .prefault({}),
  tls: z
    .strictObject({
      /** Encrypt the connection, and check the server's certificate. */
      enabled: z.boolean().default(false),
      /** Certificate of the authority that signed the server's; absent: the authorities that Node.js knows. */
      ca_file: path().optional(),
      /** Certificate that the server knows this client by; needs `key_file`. */
      cert_file: path().optional(),
      /** Private key of `cert_file`. */
      key_file: path().optional(),
      /** The name in the server's certificate, where that is not `host`. */
      server_name: hostName().optional(),
    })
    .prefault({}),
});

const collectionSchema = z.strictObject({
  /** The collection that holds the answers; made where there is none. */
  name: milvusName(MAX_COLLECTION_NAME).default('semantic_cache'),
  /** What the server says of the collection. */
  description: z.string().default('Semantic cache for LLM request-response pairs'),
  vector_field: z
    .strictObject({
      /** The column of the vectors; none of AskOnce's own columns. */
      name: milvusName()
        .refine((name) => !OWN_COLUMNS.test(name), 'this is a column of AskOnce itself: choose another name')
        .default('embedding'),
      /** Accepted and not used: the embedding model says how long its vectors are. */
      dimension: wholeNumber().min(1).optional(),
      /** How vectors are compared: by inner product, which for vectors of length 1 is the cosine. */
      metric_type: z.enum(['IP'], { error: metricFault }).default('IP'),
    })
    .prefault({}),
  index: z
    .strictObject({
      /** How vectors are searched. */
      type: z.enum(INDEX_TYPES).default('HNSW'),
      /** Those that do not belong to the type are not used; one that is written is a fault. */
      params: z
        .strictObject({
          /** HNSW: neighbours that each vector is linked to. */
          M: wholeNumber().min(2).max(2048).default(BUILD_DEFAULTS.M),
          /** HNSW: vectors looked at to find those neighbours, at least `M`. */
          efConstruction: wholeNumber().min(8).max(512).default(BUILD_DEFAULTS.efConstruction),
          /** IVF: clusters that the vectors are put into. */
          nlist: wholeNumber().min(1).max(65_536).default(BUILD_DEFAULTS.nlist),
        })
        .prefault({}),
    })
    .prefault({}),
  /** Partitions over which scopes are spread; fixed when the collection is made. */
  partitions: wholeNumber().min(1).max(1024).default(16),
});

/** The section `milvus`, or a file that holds it. Unknown keys are faults, at every level. */
export const milvusSchema = z.strictObject({
  connection: connectionSchema.prefault({}),
  collection: collectionSchema.prefault({}),
  search: z
    .strictObject({
      /** Those that do not belong to the type of the index are not used; one that is written is a fault. */
      params: z
        .strictObject({
          /** HNSW: vectors looked at in each search. */
          ef: wholeNumber().min(1).max(32_768).default(64),
          /** IVF: clusters looked at in each search. */
          nprobe: wholeNumber().min(1).max(65_536).default(16),
          /** DISKANN: vectors looked at in each search. */
          search_list: wholeNumber().min(1).max(65_535).default(32),
        })
        .prefault({}),
      /** How soon a search sees what was written. */
      consistency_level: z.enum(['Bounded', 'Strong', 'Session', 'Eventually']).default('Bounded'),
      /** Longest wait of a request for Milvus, in milliseconds; after it the lookup is a miss. */
      timeout_ms: wholeNumber().min(1).max(60_000).default(150),
    })
    .prefault({}),
  hot_tier: z
    .strictObject({
      /** Entries kept in memory in front of Milvus. */
      max_entries: wholeNumber().min(1).default(5000),
    })
    .prefault({}),
  writes: z
    .strictObject({
      /** Most writes that wait for Milvus at once, at least 200; then the oldest answer is dropped for the newest. */
      max_pending: wholeNumber().min(200).default(10_000),
    })
    .prefault({}),
});

function metricFault({ input }: { input?: unknown }): string | undefined {
  if (input === 'COSINE') return 'write IP: vectors are of length 1, so that it is the same as COSINE';
  if (input === 'L2') return 'write IP: the threshold is a cosine, not a distance';
  return undefined;
}
