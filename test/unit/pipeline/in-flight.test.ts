import { expect, test } from 'vitest';
import { DaemonError } from '../../../daemon/lib/errors.ts';
import { InFlight, type Work } from '../../../daemon/pipeline/in-flight.ts';
import { createGate } from '../../support/gate.ts';

/** A client that stays. */
const stays = (): AbortSignal => new AbortController().signal;

test('fifty equal requests start the work once and all read it from its start', async () => {
  const inFlight = new InFlight<string, string>();
  let starts = 0;
  const start = async (): Promise<Work<string, string>> => {
    starts += 1;
    return { head: 'head', items: itemsOf('a', 'b', 'c') };
  };
  const joined = await Promise.all(Array.from({ length: 50 }, () => inFlight.join('key', stays(), start)));
  const read = await Promise.all(joined.map(({ items }) => collect(items)));
  expect(starts).toBe(1);
  expect(joined.filter(({ isLeader }) => isLeader)).toHaveLength(1);
  expect(read).toEqual(Array.from({ length: 50 }, () => ['a', 'b', 'c']));
  expect(inFlight.size).toBe(0);
});

test('one who comes in mid-answer reads it from its start', async () => {
  const inFlight = new InFlight<string, string>();
  const rest = createGate();
  const start = async (): Promise<Work<string, string>> => ({
    head: 'head',
    items: (async function* () {
      yield 'first';
      await rest.opened;
      yield 'second';
    })(),
  });
  const leader = await inFlight.join('key', stays(), start);
  const iterator = leader.items[Symbol.asyncIterator]();
  expect((await iterator.next()).value).toBe('first');
  const follower = await inFlight.join('key', stays(), start);
  rest.open();
  expect(await collect(follower.items)).toEqual(['first', 'second']);
  expect((await iterator.next()).value).toBe('second');
});

test('different keys do not share', async () => {
  const inFlight = new InFlight<string, string>();
  const start = (text: string) => async (): Promise<Work<string, string>> => ({
    head: text,
    items: itemsOf(text),
  });
  const [one, other] = await Promise.all([
    inFlight.join('one', stays(), start('one')),
    inFlight.join('other', stays(), start('other')),
  ]);
  expect([one.head, other.head]).toEqual(['one', 'other']);
});

test('after the work is over the next request starts anew', async () => {
  const inFlight = new InFlight<string, string>();
  let starts = 0;
  const start = async (): Promise<Work<string, string>> => {
    starts += 1;
    return { head: 'head', items: itemsOf('a') };
  };
  await collect((await inFlight.join('key', stays(), start)).items);
  await collect((await inFlight.join('key', stays(), start)).items);
  expect(starts).toBe(2);
});

test('the work goes on while one reader is left and is aborted when the last leaves', async () => {
  const inFlight = new InFlight<string, string>();
  let signal: AbortSignal | undefined;
  const never = createGate();
  const start = async (workSignal: AbortSignal): Promise<Work<string, string>> => {
    signal = workSignal;
    return {
      head: 'head',
      items: (async function* () {
        yield 'first';
        await never.opened;
      })(),
    };
  };
  const [leaving, staying] = [new AbortController(), new AbortController()];
  await inFlight.join('key', leaving.signal, start);
  await inFlight.join('key', staying.signal, start);
  leaving.abort();
  expect(signal?.aborted).toBe(false);
  staying.abort();
  expect(signal?.aborted).toBe(true);
  expect(inFlight.size).toBe(0);
});

test('a leader who leaves before the head came does not take the followers with it', async () => {
  const inFlight = new InFlight<string, string>();
  const head = createGate();
  const start = async (): Promise<Work<string, string>> => {
    await head.opened;
    return { head: 'head', items: itemsOf('a') };
  };
  const leaving = new AbortController();
  const leader = inFlight.join('key', leaving.signal, start);
  const follower = inFlight.join('key', stays(), start);
  leaving.abort();
  await expect(leader).rejects.toMatchObject({ code: 'client_closed' });
  head.open();
  expect(await collect((await follower).items)).toEqual(['a']);
});

test('when the work fails before its head, one follower starts it again for the rest', async () => {
  const inFlight = new InFlight<string, string>();
  let starts = 0;
  const failed = createGate();
  const start = async (): Promise<Work<string, string>> => {
    starts += 1;
    if (starts > 1) return { head: 'second try', items: itemsOf('a') };
    await failed.opened;
    throw new DaemonError({ code: 'upstream_error', status: 502, isRetryable: true, message: 'broken' });
  };
  const joins = Array.from({ length: 5 }, () => inFlight.join('key', stays(), start));
  failed.open();
  const results = await Promise.allSettled(joins);
  expect(results.map(({ status }) => status)).toEqual([
    'rejected',
    ...Array.from({ length: 4 }, () => 'fulfilled'),
  ]);
  expect(starts).toBe(2);
});

test('a fault of the request itself is not tried again by the followers', async () => {
  const inFlight = new InFlight<string, string>();
  let starts = 0;
  const failed = createGate();
  const start = async (): Promise<Work<string, string>> => {
    starts += 1;
    await failed.opened;
    throw new DaemonError({ code: 'invalid_request', status: 400, message: 'bad' });
  };
  const joins = Array.from({ length: 3 }, () => inFlight.join('key', stays(), start));
  failed.open();
  const results = await Promise.allSettled(joins);
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(starts).toBe(1);
});

test('when the work fails after its head, every reader gets what came and then the error', async () => {
  const inFlight = new InFlight<string, string>();
  const start = async (): Promise<Work<string, string>> => ({
    head: 'head',
    items: (async function* () {
      yield 'a';
      throw new Error('broken off');
    })(),
  });
  const joined = await Promise.all([
    inFlight.join('key', stays(), start),
    inFlight.join('key', stays(), start),
  ]);
  for (const { items } of joined) {
    const seen: string[] = [];
    await expect(
      (async () => {
        for await (const item of items) seen.push(item);
      })(),
    ).rejects.toThrow('broken off');
    expect(seen).toEqual(['a']);
  }
});

test('work that says what it is about can be read along with under any other key, until it is over', async () => {
  const inFlight = new InFlight<string, string, string>();
  const leader = await inFlight.join('key', stays(), async (_signal, announce) => {
    announce('about');
    return { head: 'head', items: itemsOf('a', 'b') };
  });
  const [announced] = inFlight.announced();
  expect(announced?.subject).toBe('about');
  expect(await collect(leader.items)).toEqual(['a', 'b']);
  expect(inFlight.announced()).toEqual([]);
  expect(await collect((await announced!.board(stays())).items)).toEqual(['a', 'b']);
});

test('work that says nothing of itself cannot', async () => {
  const inFlight = new InFlight<string, string, string>();
  await inFlight.join('key', stays(), async () => ({ head: 'head', items: itemsOf('a') }));
  expect([inFlight.size, inFlight.announced()]).toEqual([1, []]);
});

async function* itemsOf(...items: string[]): AsyncGenerator<string> {
  yield* items;
}

async function collect(items: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const item of items) all.push(item);
  return all;
}
