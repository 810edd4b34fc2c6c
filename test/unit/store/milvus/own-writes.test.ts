import { expect, test } from 'vitest';
import { OwnWrites } from '../../../../daemon/store/milvus/own-writes.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

function makeOwn(): { own: OwnWrites; clock: FakeClock } {
  const clock = new FakeClock();
  return { own: new OwnWrites(clock), clock };
}

test('a write is remembered for ten seconds', () => {
  const { own, clock } = makeOwn();
  own.add(['a', 'b']);
  clock.advance(9_999);
  expect([own.has('a'), own.has('b'), own.has('c')]).toEqual([true, true, false]);
  clock.advance(1);
  expect([own.has('a'), own.has('b')]).toEqual([false, false]);
});

test('written again, it is remembered for ten seconds more, and others no longer', () => {
  const { own, clock } = makeOwn();
  own.add(['a', 'b']);
  clock.advance(8_000);
  own.add(['a']);
  clock.advance(2_000);
  expect([own.has('a'), own.has('b')]).toEqual([true, false]);
  clock.advance(8_000);
  expect(own.has('a')).toBe(false);
});

test('a write that is added after others have passed is remembered as long as they were', () => {
  const { own, clock } = makeOwn();
  own.add(['a']);
  clock.advance(5_000);
  own.add(['b']);
  clock.advance(6_000);
  own.add(['c']);
  expect([own.has('a'), own.has('b'), own.has('c')]).toEqual([false, true, true]);
});
