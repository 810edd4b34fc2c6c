import type { StartThread, ThreadListener } from '../../daemon/inference/model-thread.ts';
import type { ToThread, Unavailable } from '../../daemon/inference/thread-messages.ts';

/** A thread that answers when the test says so, and records what it was sent. */
export interface FakeThread<Request, Outcome> {
  sent: ToThread<Request>[];
  isStopped: boolean;
  becomeReady(): void;
  failToLoad(message: string): void;
  answer(outcome: Outcome | Unavailable, index?: number): void;
  crash(reason?: string): void;
}

/** Starts fake threads and keeps them in the order of their start. */
export function fakeModelThreads<Request, Outcome>(): {
  threads: FakeThread<Request, Outcome>[];
  startThread: StartThread<Request, Outcome>;
} {
  const threads: FakeThread<Request, Outcome>[] = [];
  const startThread: StartThread<Request, Outcome> = (listener) => {
    const thread = createFakeThread<Request, Outcome>(listener);
    threads.push(thread);
    return {
      send: (message) => {
        thread.sent.push(message);
      },
      stop: () => {
        thread.isStopped = true;
        listener.onEnd('it was stopped');
        return Promise.resolve();
      },
    };
  };
  return { threads, startThread };
}

function createFakeThread<Request, Outcome>(listener: ThreadListener<Outcome>): FakeThread<Request, Outcome> {
  const sent: ToThread<Request>[] = [];
  return {
    sent,
    isStopped: false,
    becomeReady: () => {
      listener.onMessage({ kind: 'ready', loadMs: 1 });
    },
    failToLoad: (message) => {
      listener.onMessage({ kind: 'failed', message });
      listener.onEnd('it ended by itself');
    },
    answer: (outcome, index = sent.length - 1) => {
      listener.onMessage({ kind: 'outcome', id: sent[index]!.id, outcome });
    },
    crash: (reason = 'out of memory') => {
      listener.onEnd(reason);
    },
  };
}
