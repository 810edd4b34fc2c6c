import { expect, test } from 'vitest';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { makeMilvusHome } from '../support/milvus/milvus-home.ts';

const QUESTION = 'What are the main renewable energy sources?';
const SAME_QUESTION = 'What are the primary sources of renewable energy?';

describeWithMilvus('a daemon with Milvus', () => {
  test('serves from Milvus what it learnt before it was started anew', async () => {
    const home = makeMilvusHome();
    const { host, port } = sharedMilvus();
    home.writeMilvus({ host, port });

    const first = await home.start('--demo');
    await expect.poll(() => first.embedderState(), { timeout: 20_000 }).toBe('ready');
    expect(await first.outcome(QUESTION)).toBe('miss');
    await expect.poll(() => first.outcome(QUESTION)).toBe('hit-exact');
    // Making the collection takes seconds; what still waits at the stop would be found in the journal, not in Milvus.
    await expect
      .poll(() => home.demoStatus(), { timeout: 30_000 })
      .toMatchObject({
        'Waiting writes': expect.stringMatching(/^0 of/) as string,
        Cache: '1 entry (milvus)',
      });
    expect(await first.kill('SIGTERM')).toBe(0);

    const second = await home.start('--demo');
    await expect.poll(() => second.embedderState(), { timeout: 20_000 }).toBe('ready');
    await expect
      .poll(() => home.demoStatus(), { timeout: 20_000 })
      .toMatchObject({
        Cache: '1 entry (milvus)',
        'Waiting writes': '0 of at most 10000, 0 dropped',
        'Near tier': '0 of at most 5000 entries in this process',
        Latency: 'no lookup yet',
      });
    expect(await second.outcome(SAME_QUESTION)).toBe('hit-semantic');
    expect(await second.outcome(QUESTION)).toBe('hit-exact');
    expect(await home.demoStatus()).toMatchObject({
      Milvus: `${host}:${port}, connected, version v2.3.5-lite`,
      Danger: expect.stringContaining('CVE-2025-64513') as string,
      Collection: `${home.collection} in database default`,
      Index: 'HNSW, M 16, efConstruction 64, ef 64',
      Consistency: 'Bounded; a lookup waits 5000 ms at most',
      Latency: expect.stringMatching(/^p50 [\d.]+ ms, p95 [\d.]+ ms/) as string,
      'Near tier': '1 of at most 5000 entries in this process',
    });
  });
});
