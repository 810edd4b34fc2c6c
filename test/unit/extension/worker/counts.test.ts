import { expect, it } from 'vitest';
import { Counts } from '../../../../extension/worker/counts.ts';
import { FakeStorage, FakeTimers, settled } from './fakes.ts';

const HELP = 'https://help.example.com';
const SHOP = 'https://shop.example.com';

it('claims no time saved before an own answer of the site was seen', () => {
  const counts = new Counts(new FakeStorage(), new FakeTimers());
  counts.answered(HELP, 50);
  counts.ownAnswer(SHOP, 9_000);
  counts.answered(HELP, 50);
  expect(counts.today(HELP)).toMatchObject({ answered: 2, savedMs: 0 });
});

it('compares with the mean of the site’s own answers, also where that is less', () => {
  const counts = new Counts(new FakeStorage(), new FakeTimers());
  counts.ownAnswer(HELP, 1_000);
  counts.ownAnswer(HELP, 3_000);
  counts.answered(HELP, 500);
  counts.answered(HELP, 2_600);
  expect(counts.today(HELP).savedMs).toBe(1_500 - 600);
});

it('begins each day anew, and keeps what the sites’ own answers took', () => {
  const timers = new FakeTimers();
  const counts = new Counts(new FakeStorage(), timers);
  counts.ownAnswer(HELP, 1_000);
  counts.passed(HELP, 3);
  timers.advance(86_400_000);
  expect(counts.todayOnAll()).toEqual({ answered: 0, routed: 0, passed: 0, savedMs: 0 });
  counts.routed(SHOP);
  expect(counts.today(HELP).passed).toBe(0);
  expect(counts.ownAnswers()).toEqual({ meanMs: 1_000, count: 1 });
});

it('writes many counts at once, and reads them back', async () => {
  const timers = new FakeTimers();
  const area = new FakeStorage();
  const counts = new Counts(area, timers);
  for (let count = 0; count < 5; count += 1) counts.passed(HELP);
  expect(area.kept).toEqual({});
  timers.advance(1_000);
  await settled();
  const again = new Counts(area, timers);
  await again.load();
  expect(again.today(HELP).passed).toBe(5);
});

it('forgets a site that was removed', () => {
  const counts = new Counts(new FakeStorage(), new FakeTimers());
  counts.ownAnswer(HELP, 1_000);
  counts.passed(HELP);
  counts.forget(HELP);
  expect(counts.todayOnAll().passed).toBe(0);
  expect(counts.ownAnswers().count).toBe(0);
});
