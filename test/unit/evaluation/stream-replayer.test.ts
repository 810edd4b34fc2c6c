import { pino } from 'pino';
import { expect, test } from 'vitest';
import { configSchema } from '../../../daemon/config/config-schema.ts';
import { createStreamReplayer } from '../../../daemon/evaluation/stream-replayer.ts';
import { FakeEmbedder } from '../../support/fake-embedder.ts';

const ON = 'How do I turn on the dark mode?';
const OFF = 'How do I turn off the dark mode?';
const LOG = [
  { text: ON, answer_id: 'on' },
  { text: OFF, answer_id: 'off' },
  { text: ON, answer_id: 'on' },
];

test('each replay begins with an empty cache: the matcher refuses what a bare cut on cosine serves wrongly', async () => {
  const embedder = new FakeEmbedder().place(ON, 0).place(OFF, 0.1);
  const replayer = createStreamReplayer({
    config: configSchema.parse({ semantic_cache: { backend_type: 'milvus', enabled: false } }),
    models: { embedder, verifier: undefined },
    log: pino({ level: 'silent' }),
  });
  const cut = await replayer.replay(LOG, { matching: { threshold: 0.9 }, isGated: true });
  const own = await replayer.replay(LOG, { matching: { maxWrongRate: 0.02 }, isGated: true });
  expect(cut.rows.map(({ isWrong }) => isWrong)).toEqual([false, true, false]);
  expect(own.rows.map(({ outcome }) => outcome)).toEqual(['miss', 'miss', 'hit-exact']);
  expect(replayer.isVerified).toBe(false);
});
