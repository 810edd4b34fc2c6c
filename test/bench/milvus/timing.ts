import { percentile } from '../measure.ts';

export type Print = (line: string) => void;

export interface Timed {
  /** Each run's milliseconds. */
  ascending: number[];
  perSecond: number;
}

/** Runs `work` `times` times, so many at once, after a tenth of them as warm-up. */
export async function timed(
  { times, together }: { times: number; together: number },
  work: (run: number) => Promise<unknown>,
): Promise<Timed> {
  const warmUp = Math.ceil(times / 10);
  await runTogether(0, warmUp, together, work);
  const begin = performance.now();
  const milliseconds = await runTogether(warmUp, warmUp + times, together, work);
  const perSecond = times / ((performance.now() - begin) / 1000);
  return { ascending: milliseconds.sort((a, b) => a - b), perSecond };
}

async function runTogether(
  first: number,
  end: number,
  together: number,
  work: (run: number) => Promise<unknown>,
): Promise<number[]> {
  const milliseconds: number[] = [];
  let next = first;
  const keepGoing = async (): Promise<void> => {
    while (next < end) {
      const run = next;
      next += 1;
      const begin = performance.now();
      await work(run);
      milliseconds.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: together }, keepGoing));
  return milliseconds;
}

const NAME_WIDTH = 58;

/** A line with a name, aligned values, and what there is to say of them. */
export function line(name: string, ...parts: (string | undefined)[]): string {
  const said = parts.filter((part) => part !== undefined && part !== '');
  return `  ${name.padEnd(NAME_WIDTH)} ${said.join('  ')}`;
}

/** "p50    1.23 ms  p95    2.34 ms  p99    3.45 ms" */
export function quantiles(ascending: readonly number[]): string {
  return [0.5, 0.95, 0.99]
    .map((share) => `p${share * 100} ${aligned(percentile(ascending, share))}`)
    .join('  ');
}

export function rate({ perSecond }: Timed): string {
  return `${Math.round(perSecond).toString().padStart(6)} /s`;
}

export function ratio(ascending: readonly number[], baseline: readonly number[], of: string): string {
  return `${(percentile(ascending, 0.5) / percentile(baseline, 0.5)).toFixed(1)} x ${of}`;
}

/** "   1.23 ms" */
export function aligned(milliseconds: number): string {
  return `${milliseconds.toFixed(2).padStart(7)} ms`;
}
