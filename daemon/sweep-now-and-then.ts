import type { Recorder } from './pipeline/recorder.ts';
import type { AnswerStore } from './store/answer-store.ts';

const SWEEP_EVERY_MS = 60_000;

/** Lets the store drop what has expired, each minute; returns what stops it. */
export function sweepNowAndThen(store: AnswerStore | undefined, recorder: Recorder): () => void {
  const timer = setInterval(() => {
    store?.sweep().catch((error: unknown) => {
      recorder.partFailed('store', error);
    });
  }, SWEEP_EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
