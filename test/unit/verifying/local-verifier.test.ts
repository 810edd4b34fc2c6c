import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createLocalVerifier } from '../../../daemon/verifying/local-verifier.ts';
import type { QuestionPair, VerifyResult } from '../../../daemon/verifying/verifier.ts';
import { fakeModelThreads } from '../../support/fake-model-threads.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const PAIR = { asked: 'a', stored: 'b' };

function start(description: object | null = { id: 'v/1', windowTokens: 128 }) {
  const modelFolder = path.join(temporaryFolder(), 'model');
  mkdirSync(modelFolder);
  if (description) writeFileSync(path.join(modelFolder, 'askonce.json'), JSON.stringify(description));
  const { threads, startThread } = fakeModelThreads<QuestionPair, VerifyResult>();
  const warnings: string[] = [];
  const log = {
    info: () => undefined,
    warn: (_fields: object, message: string) => void warnings.push(message),
  };
  return { verifier: createLocalVerifier({ modelFolder, log, startThread }), threads, warnings };
}

test('a pair gets its logit, and the same pair again without the model', async () => {
  const { verifier, threads } = start();
  expect(verifier.id).toBe('v/1');
  const first = verifier.verify(PAIR);
  threads[0]!.becomeReady();
  threads[0]!.answer({ kind: 'logit', logit: 2.5 });
  expect(await first).toEqual({ kind: 'logit', logit: 2.5 });
  expect(await verifier.verify({ ...PAIR })).toEqual({ kind: 'logit', logit: 2.5 });
  expect(threads[0]!.sent.map(({ request }) => request)).toEqual([PAIR]);
});

test('the two questions of a pair are not exchanged', async () => {
  const { verifier, threads } = start();
  void verifier.verify(PAIR);
  void verifier.verify({ asked: 'b', stored: 'a' });
  await Promise.resolve();
  expect(threads[0]!.sent).toHaveLength(2);
});

test('a folder without a model is told in the log, and nothing is verified', async () => {
  const { verifier, warnings } = start(null);
  expect(verifier.state()).toBe('failed');
  expect(await verifier.verify(PAIR)).toMatchObject({ kind: 'unavailable' });
  expect(warnings).toEqual([expect.stringMatching(/verifying model is off.*Only exact repeats/s)]);
  expect(verifier.fault()).toBe(warnings[0]);
});

test('a model that cannot be loaded says why, and what to do', async () => {
  const { verifier, threads, warnings } = start();
  expect(verifier.fault()).toBeUndefined();
  const waiting = verifier.verify(PAIR);
  threads[0]!.failToLoad('model_quantized.onnx is damaged.');
  expect(await waiting).toEqual({ kind: 'unavailable', reason: 'model_quantized.onnx is damaged.' });
  expect(verifier.state()).toBe('failed');
  expect(verifier.fault()).toMatch(/off: model_quantized\.onnx is damaged\. Only exact repeats.*Restore/s);
  expect(warnings).toEqual([verifier.fault()]);
});

test('a thread that keeps crashing is a fault once it is given up', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { verifier, threads } = start();
  for (const restart of [0, 1, 2]) {
    threads[restart]!.crash();
    expect(verifier.fault()).toBeUndefined();
    await vi.runOnlyPendingTimersAsync();
  }
  threads[3]!.crash('no memory');
  expect(verifier.fault()).toMatch(/keeps crashing \(no memory\)/);
  expect(await verifier.verify(PAIR)).toMatchObject({ kind: 'unavailable' });
});
