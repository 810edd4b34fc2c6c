/**
 * Gives an answer's pieces one by one, no faster than the verdict's pace, and tells the worker how many were read so
 * that as many more may come. Both `fetch` and XMLHttpRequest answers are fed from here.
 */
import * as natives from './natives';
import type { Ending, PieceQueue } from './piece-queue';

/** Credits are sent in batches: one message across three processes for each piece would be a waste. */
const CREDIT_BATCH = 8;

export interface PieceSource {
  /** The next piece, or how the answer ended. Resolves when it is due; one call at a time. */
  next(): Promise<string | Ending>;
  /** The page wants no more; the pending `next` is left as it is. */
  cancel(): void;
}

interface PieceSourceOptions {
  queue: PieceQueue;
  /** Pause between two pieces, in milliseconds. */
  paceMs: number;
  /** True in a background tab, whose timers run once a second: nobody watches, so nothing is paced. */
  isHidden: () => boolean;
  onRead: (count: number) => void;
  /** Called once, for good: the answer was read to its end, broke off, or was cancelled. */
  onDone: (how: 'ended' | 'broken' | 'cancelled') => void;
}

export function createPieceSource(options: PieceSourceOptions): PieceSource {
  const { queue, paceMs, isHidden, onRead, onDone } = options;
  let unread = 0;
  let startedAt: number | undefined;
  let taken = 0;
  let isDone = false;

  const flushCredits = () => {
    if (unread > 0) onRead(unread);
    unread = 0;
  };
  const finish = (how: 'ended' | 'broken' | 'cancelled') => {
    if (isDone) return;
    isDone = true;
    onDone(how);
  };
  /** By the clock of the whole answer, so that one late timer does not delay all later pieces. */
  const millisecondsUntilDue = () => {
    startedAt ??= natives.now();
    return isHidden() ? 0 : startedAt + taken * paceMs - natives.now();
  };

  return {
    next: async () => {
      if (!queue.isReady()) {
        flushCredits();
        await new natives.Promise<void>((resolve) => {
          queue.onReady(resolve);
        });
      }
      const pause = paceMs > 0 ? millisecondsUntilDue() : 0;
      if (pause > 1) {
        await new natives.Promise<void>((resolve) => {
          natives.after(pause, resolve);
        });
      }
      const piece = queue.take() ?? broken();
      if (typeof piece !== 'string') {
        finish(piece.kind);
        return piece;
      }
      taken += 1;
      unread += 1;
      if (unread >= CREDIT_BATCH) flushCredits();
      return piece;
    },
    cancel: () => {
      finish('cancelled');
    },
  };
}

function broken(): Ending {
  return natives.bare<Ending>({ kind: 'broken', reason: new natives.TypeError('network error') });
}
