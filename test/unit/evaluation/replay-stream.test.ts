import { expect, test } from 'vitest';
import { boundByPattern } from '../../../daemon/cache/storable/bound-questions.ts';
import { replayStream, type Replay, type ReplayParts } from '../../../daemon/evaluation/replay-stream.ts';
import { cosineMatcher } from '../../support/cosine-matcher.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeEmbedder } from '../../support/fake-embedder.ts';
import { FakeStore } from '../../support/fake-store.ts';

const RESET = 'How do I reset my password?';
const FORGOT = 'How can I set a new password?';
const INVOICE = 'Where can I download an invoice?';
const WEATHER = 'What is the weather like in Rome today?';

/** The first two lie near each other, the others far off. */
function embedder(): FakeEmbedder {
  return new FakeEmbedder().place(RESET, 0).place(FORGOT, 0.1).place(INVOICE, 1.5).place(WEATHER, 3);
}

/** Questions with the ids of their answers. */
function replay(rows: [string, string][], parts: Partial<ReplayParts> = {}): Promise<Replay> {
  const log = rows.map(([text, answerId]) => ({ text, answer_id: answerId }));
  const store = new FakeStore();
  const matcher = { ...cosineMatcher(), judge: () => Promise.resolve(SURE) };
  return replayStream(log, {
    store,
    embedder: embedder(),
    matcher,
    clock: new FakeClock(),
    boundTo: boundByPattern,
    isGated: true,
    ...parts,
  });
}
const SURE = { serve: true, score: 1, logOdds: 1, probability: 1, agreed: [], against: [] };

test('the same words are an exact hit, others that mean the same a semantic one', async () => {
  const { rows, stored } = await replay([
    [RESET, 'reset'],
    [`  ${RESET}\n`, 'reset'],
    [FORGOT, 'reset'],
    [INVOICE, 'invoice'],
  ]);
  expect(rows.map(({ outcome }) => outcome)).toEqual(['miss', 'hit-exact', 'hit-semantic', 'miss']);
  expect(rows.filter(({ isWrong }) => isWrong)).toEqual([]);
  expect(stored).toBe(2);
});

test('a hit with another answer than its own is wrong, whether by the words or by meaning', async () => {
  const { rows } = await replay([
    [RESET, 'reset'],
    [RESET, 'other'],
    [FORGOT, 'other'],
  ]);
  expect(rows.map(({ isWrong }) => isWrong)).toEqual([false, true, true]);
});

test('what the matcher refuses is a miss, and its answer is stored', async () => {
  const judge = () => Promise.resolve({ ...SURE, serve: false });
  const { rows, stored } = await replay(
    [
      [RESET, 'reset'],
      [FORGOT, 'reset'],
      [FORGOT, 'reset'],
    ],
    { matcher: { ...cosineMatcher(0.9), judge } },
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual(['miss', 'miss', 'hit-exact']);
  expect(stored).toBe(2);
});

test('what must not be stored is asked anew and counted by its reason, unless the gate is off', async () => {
  const log: [string, string][] = [
    [WEATHER, 'weather'],
    [WEATHER, 'weather'],
  ];
  const gated = await replay(log);
  expect(gated).toMatchObject({
    stored: 0,
    notStored: { 'bound-to-moment': 2 },
    rows: [{ outcome: 'miss' }, { outcome: 'miss' }],
  });
  const open = await replay(log, { isGated: false });
  expect(open).toMatchObject({
    stored: 1,
    notStored: {},
    rows: [{ outcome: 'miss' }, { outcome: 'hit-exact' }],
  });
});

test('a question without a vector is found by its words alone, and counted', async () => {
  const mute = embedder();
  mute.outcomes.set(RESET, { kind: 'unsuitable', reason: 'too-long' });
  const { rows, notLookedUp } = await replay(
    [
      [RESET, 'reset'],
      [RESET, 'reset'],
    ],
    { embedder: mute },
  );
  expect(rows.map(({ outcome }) => outcome)).toEqual(['miss', 'hit-exact']);
  expect(notLookedUp).toEqual({ 'too-long': 1 });
});

test('a store that fails ends the replay: misses would be figures of nothing', async () => {
  const store = new FakeStore();
  store.fail = true;
  await expect(replay([[RESET, 'reset']], { store })).rejects.toThrow('the store is down');
});
