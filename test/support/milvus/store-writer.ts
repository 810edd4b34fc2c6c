/**
 * Started by test/milvus/kills.test.ts and killed at some point: writes entries numbered from the third argument on,
 * without end, into the folder given as first argument and to Milvus as the second says (settings in JSON). Says each step
 * on standard output once it is done: "put N", "deleted N", "flushed".
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { openDatabase } from '../../../daemon/database/open-database.ts';
import { systemClock } from '../../../daemon/lib/clock.ts';
import type { MilvusSettings } from '../../../daemon/store/milvus/milvus-settings.ts';
import { MilvusStore } from '../../../daemon/store/milvus/milvus-store.ts';
import { durableEntry } from '../durable-entry.ts';

const [, , folder = '.', settings = '{}', from = '0'] = process.argv;
const { database, movedAside } = openDatabase({ file: path.join(folder, 'askonce.db') });
if (movedAside !== undefined) throw new Error(`moved aside: ${movedAside}`);
const store = new MilvusStore({
  ...{ settings: JSON.parse(settings) as MilvusSettings, dimension: 384, database, clock: systemClock },
  onState: () => undefined,
  onFault: (fault) => {
    throw fault;
  },
});

/** Written at once: what was said before the kill has been read or lies in the pipe. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function flush(): Promise<void> {
  try {
    await store.flush();
    say('flushed');
  } catch {
    // Nothing else holds it back while there is no server.
    await pause(100);
  }
}

for (let number = Number(from); ; number++) {
  await store.put(durableEntry(number));
  say(`put ${number}`);
  if (number % 7 === 6) {
    await store.delete(durableEntry(number - 3).id);
    say(`deleted ${number - 3}`);
  }
  // Most kills are to find it writing to Milvus, which takes longer than writing down what waits.
  if (number % 20 === 19) await flush();
  await setImmediate();
}
