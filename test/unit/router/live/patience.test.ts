import { beforeEach, expect, test } from 'vitest';
import { createModelPace, type ModelPace } from '../../../../daemon/router/live/model-pace.ts';
import { createPatience, type Patience } from '../../../../daemon/router/live/patience.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { modelInfo } from '../../../support/model-info.ts';

const far = modelInfo({ id: 'far', baseUrl: 'https://api.example/v1', timeoutMs: 600_000 });
const stream = { stream: true };

let pace: ModelPace;
let patience: Patience;
beforeEach(() => {
  pace = createModelPace(new FakeClock());
  patience = createPatience(pace);
});

test('is ten seconds for a model that is not known, or known to be quick', () => {
  expect(patience(far, stream)).toBe(10_000);
  pace.note({ model: 'far', outcome: 'answered', firstTokenMs: 500 });
  expect(patience(far, stream)).toBe(10_000);
});

test('is four times what is usual for a model that takes longer', () => {
  pace.note({ model: 'far', outcome: 'answered', firstTokenMs: 5_000 });
  expect(patience(far, stream)).toBe(20_000);
});

test('does not grow by waits in vain', () => {
  pace.note({ model: 'far', outcome: 'slow', firstTokenMs: 10_000 });
  expect(patience(far, stream)).toBe(10_000);
});

test('is longer for a model that thinks first, and for an answer that comes whole', () => {
  expect(patience({ ...far, tier: 'reasoning' }, stream)).toBe(30_000);
  expect(patience(far, { stream: false })).toBe(60_000);
});

test('is never longer than the model’s own timeout', () => {
  expect(patience({ ...far, timeoutMs: 4_000 }, stream)).toBe(4_000);
  expect(patience({ ...far, timeoutMs: 45_000 }, { stream: false })).toBe(45_000);
});

test.each(['http://127.0.0.1:11434/v1', 'http://ollama:11434/v1', 'http://host.docker.internal:1/v1'])(
  'gives a server of one’s own (%s) the time to load a model: half its timeout',
  (baseUrl) => {
    expect(patience({ ...far, baseUrl, timeoutMs: 120_000 }, stream)).toBe(60_000);
    expect(patience({ ...far, baseUrl, timeoutMs: 15_000 }, stream)).toBe(10_000);
  },
);
