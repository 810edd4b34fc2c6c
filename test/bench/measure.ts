/** Runs `work` `times` times after a tenth as warm-up; returns each run's milliseconds, ascending. */
export async function measure(times: number, work: (run: number) => unknown): Promise<number[]> {
  for (let run = 0; run < Math.ceil(times / 10); run += 1) await work(run);
  const milliseconds: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const begin = performance.now();
    await work(run);
    milliseconds.push(performance.now() - begin);
  }
  return milliseconds.sort((a, b) => a - b);
}

/** The value below which the given share of the ascending values lies. */
export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN;
}

/** "1.23 ms" */
export function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(2)} ms`;
}
