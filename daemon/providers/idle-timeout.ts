import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';

/** Passes items on, and throws when the next one takes longer than the model's time limit. */
export async function* withIdleTimeout<T>(source: AsyncIterable<T>, info: ModelInfo): AsyncGenerator<T> {
  const items = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await within(items.next(), info);
      if (step.done) return;
      yield step.value;
    }
  } finally {
    // Not awaited: a source that hangs would hang here too; its connection is closed either way.
    void items.return?.();
  }
}

async function within<T>(promise: Promise<T>, info: ModelInfo): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(timeoutError(info));
    }, info.timeoutMs);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

export function timeoutError(info: ModelInfo): DaemonError {
  return new DaemonError({
    code: 'upstream_timeout',
    status: 504,
    isRetryable: true,
    message:
      `Model "${info.id}" (${info.baseUrl}) sent nothing for ${info.timeoutMs / 1000} s. ` +
      'Ask again, or raise its timeout_seconds in config.yaml.',
  });
}
