export interface Patience<T> {
  deadlineMs: number;
  /** What to settle for when the deadline passes first. */
  late: T;
  signal: AbortSignal | undefined;
}

/** The work's result, or `late` after the deadline; rejects only when the signal aborts. The work itself goes on. */
export function settleWithin<T>(work: Promise<T>, { deadlineMs, late, signal }: Patience<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      settle(late);
    }, deadlineMs);
    const settle = (result: T): void => {
      stopWaiting();
      resolve(result);
    };
    const giveUp = (): void => {
      stopWaiting();
      const reason: unknown = signal?.reason;
      reject(
        reason instanceof Error ? reason : new DOMException('Nobody waits for this any more.', 'AbortError'),
      );
    };
    const stopWaiting = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    work.then(settle, (error: unknown) => {
      stopWaiting();
      reject(error instanceof Error ? error : new Error('The work failed.', { cause: error }));
    });
    if (signal?.aborted) giveUp();
  });
}
