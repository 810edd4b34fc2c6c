import { expect, test } from 'vitest';
import { ServedWindows, type ServedHit } from '../../../daemon/learning/served-windows.ts';
import { emptySums } from '../../../daemon/learning/wrong-share.ts';

function hit(decisionId: string, change: Partial<ServedHit> = {}): ServedHit {
  return { decisionId, group: 'http', probability: 0.75, score: 0, ...change };
}

const WRONG = { isRight: false, from: 'person' } as const;

test('sums are over each group, and over all', () => {
  const windows = new ServedWindows(10);
  windows.add(hit('a'), undefined);
  windows.add(hit('b', { group: 'https://one.example' }), WRONG);
  expect(windows.sumsOf('http')).toMatchObject({ served: 1, judged: 0, expected: 0.25 });
  expect(windows.sumsOf('https://one.example')).toMatchObject({
    served: 1,
    judged: 1,
    wrong: 1,
    expected: 0,
  });
  expect(windows.overall).toMatchObject({ served: 2, judged: 1, wrong: 1, expected: 0.25 });
  expect(windows.groups()).toEqual(['https://one.example', 'http']);
});

test('the oldest of a group makes room', () => {
  const windows = new ServedWindows(2);
  windows.add(hit('a'), WRONG);
  windows.add(hit('b'), undefined);
  windows.add(hit('c'), undefined);
  expect(windows.overall).toMatchObject({ served: 2, judged: 0, wrong: 0, expected: 0.5 });
  windows.judge('a', WRONG);
  expect(windows.overall.wrong).toBe(0);
});

test('what is said, said otherwise and taken back is in the sums at once', () => {
  const windows = new ServedWindows(10);
  windows.add(hit('a'), undefined);
  const before = structuredClone(windows.overall);
  windows.judge('a', { isRight: false, from: 'audit' });
  expect(windows.overall).toEqual({
    ...{ served: 1, judged: 1, wrong: 1, expected: 0 },
    ...{ audited: { wrong: 1, expected: 0.25 }, weighed: { wrong: 1, expected: 0.5 } },
  });
  windows.judge('a', { isRight: true, from: 'person' });
  expect(windows.overall).toMatchObject({ wrong: 0, audited: { wrong: 0 }, weighed: { wrong: 0 } });
  windows.judge('a', undefined);
  expect(windows.overall).toEqual(before);
});

test('an answer without a probability counts only once it is judged', () => {
  const windows = new ServedWindows(10);
  windows.add(hit('a', { probability: undefined, score: undefined }), undefined);
  expect(windows.overall).toEqual(emptySums());
  windows.judge('a', WRONG);
  expect(windows.overall).toMatchObject({ served: 1, judged: 1, wrong: 1, weighed: { wrong: 0 } });
});

test('a group that nobody asks in any more goes for the hundred-and-first', () => {
  const windows = new ServedWindows(10);
  for (let index = 0; index <= 100; index += 1) {
    windows.add(hit(`d${index}`, { group: `https://${index}.example` }), undefined);
  }
  expect(windows.overall.served).toBe(100);
  expect(windows.sumsOf('https://0.example')).toEqual(emptySums());
});
