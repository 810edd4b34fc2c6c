import { expect, onTestFinished, test } from 'vitest';
import { startChaosProxy } from '../support/chaos-proxy.ts';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import { answerText, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { configuredModels, startTestDaemon } from '../support/start-test-daemon.ts';

const PATIENCE = { timeout: 30_000 };
const RENEWABLE = 'What are the main renewable energy sources?';
const SAME = 'What are the primary sources of renewable energy?';

describeWithMilvus('a daemon whose Milvus hangs', () => {
  test('answers all requests, repeats what it has just learnt, and says that it is degraded until it is not', async () => {
    const proxy = await startChaosProxy(sharedMilvus());
    const upstream = await startScriptedUpstream(answerText('sun, wind and water'));
    const daemon = await startTestDaemon({
      config: {
        semantic_cache: { backend_type: 'milvus', similarity_threshold: 0.8 },
        milvus: {
          connection: { host: proxy.host, port: proxy.port },
          collection: { name: milvusSettings(proxy).collection.name, partitions: 2 },
          // A busy machine answers late.
          search: { timeout_ms: 1_000 },
        },
        models: configuredModels({ small: upstream.baseUrl }),
      },
    });
    onTestFinished(async () => {
      await daemon.remove();
      await proxy.close();
      await upstream.close();
    });
    const ask = async (question: string): Promise<[number, string | null]> => {
      const json = { model: 'auto', messages: [{ role: 'user', content: question }] };
      const reply = await daemon.fetch('/v1/chat/completions', { json });
      await reply.text();
      return [reply.status, reply.headers.get('x-askonce-cache')];
    };
    const health = async (): Promise<unknown> => (await daemon.fetch('/health')).json();
    const lines = (text: RegExp): number =>
      daemon.logLines.filter(({ msg }) => typeof msg === 'string' && text.test(msg)).length;
    await expect.poll(() => lines(/^Milvus \S+ at \S+ is in use/), PATIENCE).toBe(1);

    await proxy.hang();
    expect(await ask(RENEWABLE)).toEqual([200, 'miss']);
    await expect.poll(() => ask(RENEWABLE)).toEqual([200, 'hit-exact']);
    expect(await ask(SAME)).toEqual([200, 'hit-semantic']);
    expect(await ask('How deep is the lake?')).toEqual([200, 'miss']);
    const sentence = expect.stringMatching(/^Milvus at \S+ cannot be used/) as string;
    await expect
      .poll(health, PATIENCE)
      .toMatchObject({ live: true, status: 'degraded', degraded: [sentence] });

    await proxy.pass();
    await expect.poll(health, PATIENCE).toMatchObject({ status: 'ok', degraded: [] });
    expect(await ask(RENEWABLE)).toEqual([200, 'hit-exact']);
    expect(lines(/^Milvus at \S+ cannot be used/)).toBe(1);
    expect(lines(/^Milvus \S+ at \S+ is in use/)).toBe(2);
  });
});
