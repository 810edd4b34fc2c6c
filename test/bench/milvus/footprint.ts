import type { Footprint } from './bench-server.ts';
import { line, type Print } from './timing.ts';

const GIGABYTE = 1e9;
/** With fewer the server's own housekeeping outweighs them. */
const MEANINGFUL_FROM = 10_000;

/** What the entries of one collection took of the server's disk and memory. */
export function printFootprint(
  print: Print,
  size: number,
  { before, after }: { before: Footprint | undefined; after: Footprint | undefined },
): void {
  if (!before || !after) {
    print(line('bytes', 'not measured: the server is not our own'));
    return;
  }
  const storage = (after.storageBytes - before.storageBytes) / size;
  const log = (after.logBytes - before.logBytes) / size;
  const megabytes = after.residentMegabytes - before.residentMegabytes;
  const caution =
    size < MEANINGFUL_FROM ? `mostly overhead below ${MEANINGFUL_FROM.toLocaleString('en')} entries` : '';
  print(
    line(
      'disk an entry, measured',
      `${kilobytes(storage)} in data and indexes, ${kilobytes(log)} in the log, which Milvus keeps for 3 days`,
      caution,
    ),
  );
  print(
    line(
      'entries per GB of disk, extrapolated',
      `${thousands(GIGABYTE / storage)} without the log, ${thousands(GIGABYTE / (storage + log))} with it`,
    ),
  );
  print(
    line(
      'resident memory of the server, measured',
      `${before.residentMegabytes} MB before, ${after.residentMegabytes} MB after: ${((megabytes * 1_000) / size).toFixed(2)} MB per 1,000 entries`,
      megabytes > 0 ? `so ${thousands((size * 1_000) / megabytes)} entries per GB, extrapolated` : '',
    ),
  );
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`;
}

function thousands(count: number): string {
  return `${Math.round(count / 1000).toLocaleString('en')} thousand`;
}
