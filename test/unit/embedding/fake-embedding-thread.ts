import type { EmbedOutcome } from '../../../daemon/embedding/embedder.ts';
import type { StartThread, ThreadListener } from '../../../daemon/embedding/embedding-thread.ts';
import type { ToThread } from '../../../daemon/embedding/thread-messages.ts';

/** A thread that answers when the test says so, and records what it was sent. */
export interface FakeThread {
  sent: ToThread[];
  isStopped: boolean;
  becomeReady(): void;
  failToLoad(message: string): void;
  answer(outcome: EmbedOutcome, index?: number): void;
  crash(reason?: string): void;
}

/** Starts fake threads and keeps them in the order of their start. */
export function fakeThreads(): { threads: FakeThread[]; startThread: StartThread } {
  const threads: FakeThread[] = [];
  const startThread: StartThread = (_start, listener) => {
    const thread = createFakeThread(listener);
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

function createFakeThread(listener: ThreadListener): FakeThread {
  const sent: ToThread[] = [];
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
