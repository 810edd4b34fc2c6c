import { beforeEach, expect, test } from 'vitest';
import {
  createModelPace,
  type ModelCall,
  type ModelPace,
} from '../../../../daemon/router/live/model-pace.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const MINUTE = 60_000;

let clock: FakeClock;
let pace: ModelPace;
beforeEach(() => {
  clock = new FakeClock();
  pace = createModelPace(clock);
});

function note(count: number, call: Omit<ModelCall, 'model'>): void {
  for (let done = 0; done < count; done += 1) pace.note({ model: 'm', ...call });
}

const streamed = (firstTokenMs: number): Omit<ModelCall, 'model'> => ({
  ...{ outcome: 'answered', firstTokenMs, totalMs: firstTokenMs + 2_000, answerTokens: 101 },
});

test('of a model that was never asked nothing is known, and nothing is held against it', () => {
  expect(pace.of('m')).toEqual({
    ...{ firstTokenMs: undefined, begunWithinMs: undefined, perTokenMs: undefined, answerTokens: undefined },
    ...{ failureRate: 0, calls: 0 },
  });
});

test('each model has a pace of its own', () => {
  note(1, streamed(300));
  expect(pace.of('other').calls).toBe(0);
});

test('the time to the first token is told by median and ninth decile, the pace from there on by token', () => {
  note(8, streamed(400));
  note(2, streamed(3_000));
  expect(pace.of('m')).toMatchObject({ firstTokenMs: { p50: 400, p90: 3_000 }, perTokenMs: 20 });
});

test('the length of an answer is known from the fifth on', () => {
  note(4, { outcome: 'answered', answerTokens: 100 });
  expect(pace.of('m').answerTokens).toBeUndefined();
  note(1, { outcome: 'answered', answerTokens: 600 });
  expect(pace.of('m').answerTokens).toBe(200);
});

test('one failure is no proof, five of five nearly are', () => {
  note(1, { outcome: 'failed' });
  expect(pace.of('m')).toMatchObject({ failureRate: 1 / 4, calls: 1 });
  note(4, { outcome: 'failed' });
  expect(pace.of('m')).toMatchObject({ failureRate: 5 / 8, calls: 5 });
});

test('failures of more than a quarter of an hour ago count no more', () => {
  note(5, { outcome: 'failed' });
  clock.advance(16 * MINUTE);
  note(1, streamed(300));
  expect(pace.of('m')).toMatchObject({ failureRate: 0, calls: 1 });
});

test('a call that was given up counts as failed, its wait as a time that is at least so long', () => {
  note(1, { outcome: 'slow', firstTokenMs: 10_000 });
  expect(pace.of('m')).toMatchObject({ firstTokenMs: { p50: 10_000, p90: 10_000 }, failureRate: 1 / 4 });
});

test('waits in vain do not lengthen the time within which answers begin', () => {
  note(3, streamed(500));
  note(3, { outcome: 'slow', firstTokenMs: 10_000 });
  expect(pace.of('m').begunWithinMs).toBe(500);
});

test('a client that leaves early tells nothing; after the first token it tells that one time', () => {
  note(3, { outcome: 'left' });
  note(1, { outcome: 'left', firstTokenMs: 700 });
  expect(pace.of('m')).toMatchObject({ firstTokenMs: { p50: 700 }, failureRate: 0, calls: 0 });
});

test('clients that leave early push out nothing that was measured', () => {
  note(1, streamed(300));
  note(100, { outcome: 'left' });
  expect(pace.of('m').firstTokenMs?.p50).toBe(300);
});

test('a slow spell fades by later calls', () => {
  note(64, streamed(9_000));
  note(64, streamed(300));
  expect(pace.of('m').firstTokenMs).toEqual({ p50: 300, p90: 300 });
});

test('a slow spell of a model that is avoided since fades within the hour', () => {
  note(10, streamed(9_000));
  clock.advance(61 * MINUTE);
  expect(pace.of('m')).toMatchObject({ firstTokenMs: undefined, perTokenMs: undefined, answerTokens: 101 });
});

test('answers that came whole tell the time a token takes, waiting included, until one is streamed', () => {
  note(3, { outcome: 'answered', totalMs: 3_000, answerTokens: 100 });
  expect(pace.of('m')).toMatchObject({ firstTokenMs: undefined, perTokenMs: 30 });
  note(1, streamed(1_000));
  expect(pace.of('m').perTokenMs).toBe(20);
});

test('an answer of one token, or of none that was counted, tells no time for each', () => {
  note(1, { outcome: 'answered', firstTokenMs: 200, totalMs: 200, answerTokens: 1 });
  note(1, { outcome: 'answered', totalMs: 900 });
  expect(pace.of('m').perTokenMs).toBeUndefined();
});
