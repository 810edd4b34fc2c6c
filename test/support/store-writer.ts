/**
 * Started by test/integration/durability.test.ts and killed at some point: locks the folder given as first argument and
 * writes entries numbered from the second on, without end. Says each step on standard output once it is done:
 * "open PID", "put N", "deleted N".
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { lockDataFolder } from '../../daemon/database/data-folder-lock.ts';
import { openDatabase } from '../../daemon/database/open-database.ts';
import { createEmbeddedStore } from '../../daemon/store/embedded/embedded-store.ts';
import { durableEntry } from './durable-entry.ts';
import { FakeClock } from './fake-clock.ts';

const [, , folder = '.', from = '0'] = process.argv;
const lock = await lockDataFolder(folder, { version: 'test' });
if (!lock.held) throw new Error(`held by ${lock.holder.pid}`);
lock.announce({ port: 4321 });
const { database, movedAside } = openDatabase({ file: path.join(folder, 'askonce.db') });
if (movedAside !== undefined) throw new Error(`moved aside: ${movedAside}`);
const store = createEmbeddedStore({
  database,
  clock: new FakeClock(),
  maxEntries: 1_000_000,
  evictionPolicy: 'lru',
  indexFolder: path.join(folder, 'indexes'),
});

/** Written at once: what was said before the kill has been read or lies in the pipe. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

say(`open ${process.pid}`);
for (let number = Number(from); ; number++) {
  await store.put(durableEntry(number));
  say(`put ${number}`);
  await store.recordHit(durableEntry(number).id, 1_900_000_000_000);
  if (number % 7 === 6) {
    await store.delete(durableEntry(number - 3).id);
    say(`deleted ${number - 3}`);
  }
  // The store's calls alone never let anything else run, and the lock must answer.
  await setImmediate();
}
