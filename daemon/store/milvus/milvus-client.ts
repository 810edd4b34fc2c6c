import type {
  ClientConfig,
  ConsistencyLevelEnum,
  FieldType,
  MilvusClient,
  ResStatus,
} from '@zilliz/milvus2-sdk-node';
import { expression } from './expression.ts';
import { knock } from './knock.ts';
import { asMilvusError, MilvusError, throwUnlessDone } from './milvus-error.ts';
import type { ConsistencyLevel, MilvusSettings } from './milvus-settings.ts';

/** A row as it is written: a vector as numbers, all else text, whole numbers or booleans. */
export type NewRow = Record<string, string | number | boolean | number[]>;
/** A row as it is read, with the columns that were asked for; 64-bit numbers come as text. */
export type Row = Readonly<Record<string, unknown>>;

export interface CollectionPlan {
  name: string;
  description: string;
  /** All but that of the vectors. */
  columns: FieldType[];
  /** Buckets for the partition key; undefined where there is none. */
  partitions: number | undefined;
  properties: Record<string, string>;
  vector: { field: string; dimension: number };
  index: { type: string; metric: string; params: Readonly<Record<string, number>> };
}

export interface CollectionFacts {
  /** The parameters of each column (`dim`, `max_length`), by its name. */
  columns: ReadonlyMap<string, Readonly<Record<string, string>>>;
  properties: Readonly<Record<string, string>>;
  /** Of the vectors; undefined while they have none. */
  index: { type: string; metric: string } | undefined;
}

type Levels = typeof ConsistencyLevelEnum;

/** A server that is well greets within milliseconds. */
const GREETING_MS = 1_000;

interface Asked {
  collection: string;
  filter: string;
  columns: string[];
  limit: number;
  consistency: ConsistencyLevel;
  deadlineMs: number;
}

/**
 * One connection to one database of a Milvus server: the only file that knows the client library. Every call rejects
 * with a MilvusError, never with what the library throws.
 */
export class MilvusConnection {
  private constructor(
    readonly serverVersion: string,
    readonly client: MilvusClient,
    /** The library's numbers for the levels of consistency. */
    readonly levels: Levels,
  ) {}

  /** Says hello within `deadlineMs` and asks for the version; makes the database where it is missing and that is wanted. */
  static async open(
    { connection }: Pick<MilvusSettings, 'connection'>,
    { deadlineMs, mayCreate }: { deadlineMs: number; mayCreate: boolean },
  ): Promise<MilvusConnection> {
    await knock(connection, Math.min(deadlineMs, GREETING_MS));
    const { client, levels } = await connectTo(connection, deadlineMs);
    try {
      const { version } = await attempt(client.getVersion());
      const { database } = connection;
      if (database !== 'default') {
        const { db_names: names } = await attempt(client.listDatabases({ timeout: deadlineMs }));
        if (!names.includes(database)) {
          if (!mayCreate) throw new MilvusError('missing', `there is no database "${database}"`);
          await attempt(client.createDatabase({ db_name: database, timeout: deadlineMs }));
        }
        await client.use({ db_name: database });
      }
      return new MilvusConnection(version, client, levels);
    } catch (error) {
      await client.closeConnection();
      throw asMilvusError(error);
    }
  }

  /** Up to `limit` rows that fit the filter, those whose vector is nearest first. Without vectors: they would cost a second read. */
  async search(
    { collection, filter, columns, limit, consistency, deadlineMs }: Asked,
    {
      vector,
      field,
      params,
    }: { vector: Float32Array; field: string; params: Readonly<Record<string, number>> },
  ): Promise<Row[]> {
    const { results } = await attempt(
      this.client.search({
        ...{ collection_name: collection, anns_field: field, data: [...vector], limit, filter },
        ...{ metric_type: 'IP', params: { ...params }, output_fields: columns },
        ...{ consistency_level: this.levels[consistency], timeout: deadlineMs },
      }),
    );
    return results;
  }

  /** Up to `limit` rows that fit the filter, in the order of their keys. */
  async query({ collection, filter, columns, limit, consistency, deadlineMs }: Asked): Promise<Row[]> {
    const { data } = await attempt(
      this.client.query({
        ...{ collection_name: collection, filter, output_fields: columns, limit },
        ...{ consistency_level: this.levels[consistency], timeout: deadlineMs },
      }),
    );
    return data;
  }

  async count({
    collection,
    filter,
    deadlineMs,
  }: Pick<Asked, 'collection' | 'filter' | 'deadlineMs'>): Promise<number> {
    const { data } = await attempt(
      this.client.query({
        ...{ collection_name: collection, filter, output_fields: ['count(*)'] },
        ...{ consistency_level: this.levels.Strong, timeout: deadlineMs },
      }),
    );
    return Number(data[0]?.['count(*)'] ?? 0);
  }

  /** Adds rows, or replaces those with the same keys. No key may occur twice. */
  async upsert(collection: string, rows: NewRow[], deadlineMs: number): Promise<void> {
    if (rows.length === 0) return;
    const request = { collection_name: collection, data: rows, timeout: deadlineMs };
    if (!/^v?2\.[0-3]\./.test(this.serverVersion)) {
      await attempt(this.client.upsert(request));
      return;
    }
    // Before 2.4 an upsert may choose the partition by the wrong column, and a search never finds the row (milvus#30607).
    const ids = rows.map(({ id }) => String(id));
    await this.delete(collection, expression(['id', 'in', ids]), deadlineMs);
    await attempt(this.client.insert(request));
  }

  /** `filter` should name keys: by any other column, 2.3 may take seconds. */
  async delete(collection: string, filter: string, deadlineMs: number): Promise<void> {
    await attempt(this.client.delete({ collection_name: collection, filter, timeout: deadlineMs }));
  }

  /** Undefined where there is no such collection. */
  async describe(name: string, deadlineMs: number): Promise<CollectionFacts | undefined> {
    const request = { collection_name: name, timeout: deadlineMs };
    const described = await attempt(this.client.describeCollection(request)).catch(unlessMissing);
    if (!described) return undefined;
    const { schema, properties } = described;
    const columns = new Map(schema.fields.map((field) => [field.name, pairs(field.type_params)]));
    const indexes = await attempt(this.client.describeIndex(request)).catch(unlessMissing);
    const { index_type: type, metric_type: metric } = pairs(indexes?.index_descriptions[0]?.params);
    return {
      columns,
      properties: pairs(properties),
      index: type === undefined || metric === undefined ? undefined : { type, metric },
    };
  }

  async create(plan: CollectionPlan, deadlineMs: number): Promise<void> {
    const { name, description, columns, vector, partitions, properties } = plan;
    const place: FieldType = { name: vector.field, data_type: 'FloatVector', dim: vector.dimension };
    const fields = [...columns, place];
    await attempt(
      this.client.createCollection({
        ...{ collection_name: name, description, fields, properties, shards_num: 1, timeout: deadlineMs },
        ...(partitions !== undefined && { num_partitions: partitions }),
      }),
    );
  }

  async createIndex({ name, vector, index }: CollectionPlan, deadlineMs: number): Promise<void> {
    await attempt(
      this.client.createIndex({
        ...{ collection_name: name, field_name: vector.field, index_type: index.type },
        ...{ metric_type: index.metric, params: { ...index.params }, timeout: deadlineMs },
      }),
    );
  }

  /** Resolves when the collection can be searched. */
  async load(name: string, deadlineMs: number): Promise<void> {
    await attempt(this.client.loadCollectionSync({ collection_name: name, timeout: deadlineMs }));
  }

  async close(): Promise<void> {
    await this.client.closeConnection().catch(() => undefined);
  }
}

/** The library retries by itself, and reports how it is used to the server: neither is wanted here. */
async function connectTo(
  { host, port, login, tls }: MilvusSettings['connection'],
  deadlineMs: number,
): Promise<{ client: MilvusClient; levels: Levels }> {
  // Loaded when it is needed: it takes 0.2 s and 33 MB, and most daemons use the embedded store.
  const library = await import('@zilliz/milvus2-sdk-node');
  const config: ClientConfig = {
    ...{
      address: `${host}:${port}`,
      timeout: deadlineMs,
      maxRetries: 0,
      logLevel: 'error',
      telemetry: { enabled: false },
    },
    ...login,
    ...(tls && { ssl: true, tls: tlsOptions(tls) }),
  };
  let client: MilvusClient;
  try {
    client = new library.MilvusClient(config);
  } catch (error) {
    // Certificates are read at once.
    throw new MilvusError(tls ? 'tls' : 'other', asMilvusError(error).message, { cause: error });
  }
  try {
    await client.connectPromise;
    return { client, levels: library.ConsistencyLevelEnum };
  } catch (error) {
    await client.closeConnection().catch(() => undefined);
    throw asMilvusError(error);
  }
}

function tlsOptions({
  caFile,
  certFile,
  keyFile,
  serverName,
}: NonNullable<MilvusSettings['connection']['tls']>): NonNullable<ClientConfig['tls']> {
  return {
    ...(caFile !== undefined && { rootCertPath: caFile }),
    ...(certFile !== undefined && { certChainPath: certFile }),
    ...(keyFile !== undefined && { privateKeyPath: keyFile }),
    ...(serverName !== undefined && { serverName }),
  };
}

/** The call's answer; rejects where it failed, and where the answer says that it was not done. */
async function attempt<T extends object>(call: Promise<T>): Promise<T> {
  try {
    const answer = await call;
    throwUnlessDone('status' in answer ? (answer.status as ResStatus) : answer);
    return answer;
  } catch (error) {
    throw asMilvusError(error);
  }
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof MilvusError && error.fault === 'missing') return undefined;
  throw error;
}

function pairs(list: readonly { key: unknown; value: unknown }[] | undefined): Record<string, string> {
  return Object.fromEntries((list ?? []).map(({ key, value }) => [String(key), String(value)]));
}
