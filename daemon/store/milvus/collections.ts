import { DOCUMENT_COLUMNS, LONGEST_MODEL, LONGEST_TEXT } from './entry-row.ts';
import type { CollectionFacts, CollectionPlan, MilvusConnection } from './milvus-client.ts';
import { MilvusError } from './milvus-error.ts';
import type { MilvusSettings } from './milvus-settings.ts';

/** The two collections, ready to be searched. */
export interface Collections {
  /** A row an entry (entry-row.ts). */
  entries: string;
  /** A row a note that daemons leave for each other (notes.ts). */
  notes: string;
  /** Of the entries' vectors: what the collection has, which is not always what the configuration says today. */
  index: string;
}

const NOTES_SUFFIX = '_notes';

/**
 * Makes what is missing, checks what is there, loads both. Throws a MilvusError of fault `unfit`, with a sentence, where
 * a collection is not one that this version may use: it is never changed then, and never dropped.
 */
export async function openCollections(
  connection: MilvusConnection,
  settings: MilvusSettings,
  dimension: number,
): Promise<Collections> {
  const { timeoutMs } = settings.connection;
  const plans = [entriesPlan(settings, dimension), notesPlan(settings)] as const;
  const [entries] = await Promise.all(
    plans.map(async (plan) => {
      const facts = await ensure(connection, plan, timeoutMs);
      await connection.load(plan.name, timeoutMs);
      return facts;
    }),
  );
  return { entries: plans[0].name, notes: plans[1].name, index: entries?.index?.type ?? plans[0].index.type };
}

/** Compares what is there with what is wanted; undefined where it fits. Changes nothing. */
export function unfitness(facts: CollectionFacts, plan: CollectionPlan): string | undefined {
  const version = facts.properties[VERSION_PROPERTY];
  if (version === undefined) {
    return `Collection "${plan.name}" was not made by AskOnce, which leaves it alone. Choose another collection.name in the Milvus settings.`;
  }
  if (version !== plan.properties[VERSION_PROPERTY]) {
    return `Collection "${plan.name}" has layout ${version}, and this AskOnce knows layout ${SCHEMA_VERSION} only. Update AskOnce, or choose another collection.name.`;
  }
  const { field, dimension } = plan.vector;
  const found = facts.columns.get(field)?.dim;
  if (found === undefined) {
    return `Collection "${plan.name}" has no vectors in a field "${field}". Set collection.vector_field.name to the one it has, or choose another collection.name.`;
  }
  if (found !== String(dimension)) {
    return `Collection "${plan.name}" holds vectors of ${found} numbers, and the embedding model makes ${dimension}. Choose another collection.name, or the model that filled it.`;
  }
  const missing = plan.columns.filter(({ name }) => !facts.columns.has(name));
  if (missing.length > 0) {
    return `Collection "${plan.name}" lacks the columns ${missing.map(({ name }) => name).join(', ')}: somebody changed it. Choose another collection.name.`;
  }
  const metric = facts.index?.metric ?? plan.index.metric;
  if (metric !== plan.index.metric) {
    return `Collection "${plan.name}" compares vectors by ${metric}, and AskOnce by ${plan.index.metric}. Choose another collection.name.`;
  }
  return undefined;
}

async function ensure(
  connection: MilvusConnection,
  plan: CollectionPlan,
  timeoutMs: number,
): Promise<CollectionFacts> {
  const there = await connection.describe(plan.name, timeoutMs);
  const facts = there ?? (await make(connection, plan, timeoutMs));
  const fault = unfitness(facts, plan);
  if (fault !== undefined) throw new MilvusError('unfit', fault);
  // Whoever made it may have been stopped between the two steps.
  if (!facts.index) await connection.createIndex(plan, timeoutMs);
  return facts;
}

async function make(
  connection: MilvusConnection,
  plan: CollectionPlan,
  timeoutMs: number,
): Promise<CollectionFacts> {
  const failure: unknown = await connection.create(plan, timeoutMs).catch((error: unknown) => error);
  // Two daemons may start at once: whoever comes second finds it made.
  const facts = await connection.describe(plan.name, timeoutMs);
  if (facts) return facts;
  throw failure instanceof Error
    ? failure
    : new MilvusError('other', `Collection "${plan.name}" was not made.`);
}

const VERSION_PROPERTY = 'askonce.layout';
const SCHEMA_VERSION = '1';
const DIGEST_LENGTH = 64;

export function entriesPlan(
  { collection }: Pick<MilvusSettings, 'collection'>,
  dimension: number,
): CollectionPlan {
  const { name, description, vectorField, index, partitions } = collection;
  return {
    ...{ name, description, partitions },
    properties: { [VERSION_PROPERTY]: SCHEMA_VERSION },
    columns: [
      { ...text('id', DIGEST_LENGTH), is_primary_key: true },
      // A partition key spreads scopes over buckets that they share: the filter keeps them apart, not the bucket.
      { ...text('scope', DIGEST_LENGTH), is_partition_key: true },
      text('embedder', DIGEST_LENGTH),
      ...['epoch', 'stamp', 'created_at', 'expires_at', 'hits', 'last_hit_at'].map(number),
      { name: 'pinned', data_type: 'Bool' },
      text('model', LONGEST_MODEL),
      ...DOCUMENT_COLUMNS.map((column) => text(column, LONGEST_TEXT)),
    ],
    vector: { field: vectorField, dimension },
    index: { type: index.type, metric: 'IP', params: index.params },
  };
}

function notesPlan({ collection }: Pick<MilvusSettings, 'collection'>): CollectionPlan {
  return {
    name: `${collection.name}${NOTES_SUFFIX}`,
    description: 'Notes that AskOnce daemons leave for each other',
    partitions: undefined,
    properties: { [VERSION_PROPERTY]: SCHEMA_VERSION },
    columns: [
      { ...text('id', DIGEST_LENGTH), is_primary_key: true },
      text('entry', DIGEST_LENGTH),
      ...['kind', 'number', 'at', 'expires_at'].map(number),
    ],
    // Milvus 2.3 wants a vector in each collection.
    vector: { field: PLACE, dimension: PLACE_DIMENSION },
    index: { type: 'FLAT', metric: 'IP', params: {} },
  };
}

export const PLACE = 'place';
export const PLACE_DIMENSION = 2;

function text(name: string, maxLength: number): CollectionPlan['columns'][number] {
  return { name, data_type: 'VarChar', max_length: maxLength };
}

function number(name: string): CollectionPlan['columns'][number] {
  return { name, data_type: 'Int64' };
}
