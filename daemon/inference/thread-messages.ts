/** What is said to a model's thread. Ids are the sender's own. */
export interface ToThread<Request> {
  id: number;
  request: Request;
}

/** Said to a thread that shall end, once it has loaded or run what it is at: ended amid native code it takes the process with it. */
export const STOP = 'stop';

/** The model is not there (still loading or busy past the deadline, failed to load, crashed, closed). */
export interface Unavailable {
  kind: 'unavailable';
  reason: string;
}

/** What the thread says back: once whether the model loaded, then one outcome for each request. */
export type FromThread<Outcome> =
  | { kind: 'ready'; loadMs: number }
  | { kind: 'failed'; message: string }
  | { kind: 'outcome'; id: number; outcome: Outcome | Unavailable };
