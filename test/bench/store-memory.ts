/** A process that opens the bench store in the folder given (or none), looks up 200 questions, and prints its megabytes. */
import { openBenchStore, queryNear } from './clustered-entries.ts';

const [, , folder = ''] = process.argv;
if (folder !== '') {
  const { store } = openBenchStore(folder);
  for (let number = 0; number < 200; number++) await store.findNearest(queryNear(number, 1));
  await store.settled();
}
process.stdout.write(`${Math.round(process.memoryUsage.rss() / 2 ** 20)}\n`);
process.exit(0);
