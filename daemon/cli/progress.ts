import { Presets, SingleBar } from 'cli-progress';
import type { CliContext } from './cli-context.ts';

/** How far long work has come. */
export interface Progress {
  /** Sets what has been done of the total. */
  update(done: number): void;
  stop(): void;
}

export interface ProgressOptions {
  label: string;
  total: number;
  /** Of the total, what an earlier run has done. */
  done?: number;
  /** What is counted. */
  unit: 'entries' | 'bytes';
}

/** A bar on the error output; nothing where that is no terminal. */
export function showProgress(
  context: CliContext,
  { label, total, done: before = 0, unit }: ProgressOptions,
): Progress {
  if (!context.stderr.isTTY || total <= 0) return { update: () => undefined, stop: () => undefined };
  const format = `${label} {bar} {percentage}% of ${unit === 'bytes' ? megabytes(total) : `${total} entries`}, {eta} s left`;
  const bar = new SingleBar({ format, stream: context.stderr, hideCursor: true }, Presets.shades_classic);
  bar.start(total, Math.min(before, total));
  const stop = (): void => {
    process.removeListener('SIGINT', interrupt);
    bar.stop();
  };
  // The bar hides the cursor and stops lines from wrapping: Ctrl+C must leave the terminal as it was.
  const interrupt = (): void => {
    stop();
    process.kill(process.pid, 'SIGINT');
  };
  process.once('SIGINT', interrupt);
  return {
    update: (done) => {
      bar.update(Math.min(done, total));
    },
    stop,
  };
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
