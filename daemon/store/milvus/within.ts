import { MilvusError } from './milvus-error.ts';

/**
 * The work's result; rejects after the deadline, however the client library keeps its own, and at once when it is
 * stopped. The work itself goes on.
 */
export async function within<T>(work: Promise<T>, deadlineMs: number, stop?: AbortSignal): Promise<T> {
  let settle = (): void => undefined;
  const end = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      reject(wasClosed());
    };
    const timer = setTimeout(() => {
      reject(new MilvusError('unreachable', `no answer within ${deadlineMs} ms`));
    }, deadlineMs);
    settle = () => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', giveUp);
    };
    if (stop?.aborted) giveUp();
    else stop?.addEventListener('abort', giveUp);
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    settle();
    // When it comes later it is heard by nobody.
    work.catch(() => undefined);
  }
}

export function wasClosed(): MilvusError {
  return new MilvusError('unreachable', 'the store was closed');
}
