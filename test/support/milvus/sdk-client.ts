import { MilvusClient, type ClientConfig, type ResStatus } from '@zilliz/milvus2-sdk-node';
import { onTestFinished } from 'vitest';
import type { CollectionPlan } from '../../../daemon/store/milvus/milvus-client.ts';

/** A client of the running test's own, to do on a server what AskOnce never does. */
export async function sdkClient(config: ClientConfig): Promise<MilvusClient> {
  const client = new MilvusClient({ timeout: 30_000, maxRetries: 0, logLevel: 'error', ...config });
  onTestFinished(async () => {
    await client.closeConnection();
  });
  await client.connectPromise;
  return client;
}

/** Rejects where the server says that it did not do it. */
export async function done<T extends { status: ResStatus } | ResStatus>(call: Promise<T>): Promise<T> {
  const answer = await call;
  const { error_code: code, reason } = 'status' in answer ? answer.status : answer;
  if (code !== 'Success') throw new Error(reason);
  return answer;
}

/** Makes the collection as AskOnce would, had it this plan, and loads it. */
export async function makeCollection(client: MilvusClient, plan: CollectionPlan): Promise<void> {
  const { name, columns, vector, index, properties, partitions } = plan;
  await done(
    client.createCollection({
      collection_name: name,
      fields: [...columns, { name: vector.field, data_type: 'FloatVector', dim: vector.dimension }],
      properties,
      ...(partitions !== undefined && { num_partitions: partitions }),
    }),
  );
  await done(
    client.createIndex({
      ...{ collection_name: name, field_name: vector.field, index_type: index.type },
      ...{ metric_type: index.metric, params: { ...index.params } },
    }),
  );
  await done(client.loadCollectionSync({ collection_name: name }));
}
