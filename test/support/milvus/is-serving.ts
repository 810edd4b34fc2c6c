import { MilvusClient, type ClientConfig } from '@zilliz/milvus2-sdk-node';

const ATTEMPT_MS = 2_000;

/**
 * Whether the server answers as a healthy one. Each attempt has a client of its own: one whose first connection failed
 * keeps that failure for good.
 */
export async function isServing(config: ClientConfig): Promise<boolean> {
  const client = new MilvusClient({ logLevel: 'error', ...config, maxRetries: 0, timeout: ATTEMPT_MS });
  // Made by the constructor: it would end the process where it fails while nobody waits for it.
  client.connectPromise.catch(() => undefined);
  try {
    const health = await client.checkHealth();
    if (!health.isHealthy) return false;
    const collections = await client.listCollections();
    return collections.status.error_code === 'Success';
  } catch {
    return false;
  } finally {
    await client.closeConnection().catch(() => undefined);
  }
}
