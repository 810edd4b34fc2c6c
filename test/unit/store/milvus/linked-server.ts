import { vi } from 'vitest';
import { Link, type LinkState } from '../../../../daemon/store/milvus/link.ts';
import { MilvusError } from '../../../../daemon/store/milvus/milvus-error.ts';

export const BUDGET_MS = 150;
export const TIMEOUT_MS = 30_000;
export const RETRY_MS = 1_000;
const HANGS = new Promise<never>(() => undefined);
export const away = (): Promise<never> => Promise.reject(new MilvusError('unreachable', 'away'));
export const hang = (): Promise<never> => HANGS;
export const works = (): Promise<void> => Promise.resolve();

/** A server that does what the test says, and writes down what it was asked. */
export class LinkedServer {
  readonly calls: string[] = [];
  readonly states: string[] = [];
  readonly link: Link<number>;
  #sessions = 0;

  constructor(
    public connects: () => Promise<void> = works,
    public answers: () => Promise<unknown> = works,
  ) {
    this.link = new Link<number>({
      connect: () => this.#connect(),
      probe: (session, deadlineMs) => {
        this.calls.push(`probe ${session} within ${deadlineMs}`);
        return this.answers();
      },
      close: async (session) => {
        this.calls.push(`close ${session}`);
      },
      ...{ budgetMs: BUDGET_MS, timeoutMs: TIMEOUT_MS },
      onChange: (state) => this.states.push(described(state)),
    });
  }

  count(start: string): number {
    return this.calls.filter((call) => call.startsWith(start)).length;
  }

  lookup(work: () => Promise<unknown> = () => this.answers()): Promise<unknown> {
    return this.link.lookup(work);
  }

  async #connect(): Promise<number> {
    this.#sessions += 1;
    const session = this.#sessions;
    this.calls.push(`connect ${session}`);
    await this.connects();
    return session;
  }
}

function described(state: LinkState): string {
  return state.kind === 'down' ? `down: ${state.error.message}` : state.kind;
}

/** What became of it by now. */
export async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  const outcome = promise.then(String, (error: unknown) => `failed: ${(error as Error).message}`);
  await vi.advanceTimersByTimeAsync(0);
  return Promise.race([outcome, Promise.resolve('waiting')]);
}
