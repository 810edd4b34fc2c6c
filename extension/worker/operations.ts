import * as z from 'zod';
import {
  evidenceSchema,
  logLineSchema,
  type DaemonMessage,
  type ExtensionMessage,
  type Operation,
} from '../../shared/protocol';
import type { Clock } from './clock';
import type { SiteActivity } from './site-activity';

/** A proposal for an adapter asks a model of nobody, but reads a long exchange. */
const RESULT_WITHIN_MS = 15_000;

const logSchema = z.object({ lines: z.array(logLineSchema) });

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  cancelTimer: () => void;
}

export interface OperationsOptions {
  clock: Clock;
  newId: () => string;
  link: { readonly isReady: boolean; send(message: ExtensionMessage): void };
  activity: SiteActivity;
}

/** What extension pages ask of the daemon: each gets its own result. */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** @throws with the daemon's words, or where it does not answer. */
  async run(operation: Operation): Promise<unknown> {
    const { link, newId, clock, activity } = this.#options;
    if (!link.isReady) throw new Error('AskOnce is not connected. Start it on this machine first.');
    const id = newId();
    const value = await new Promise<unknown>((resolve, reject) => {
      const cancelTimer = clock.after(RESULT_WITHIN_MS, () => {
        this.#waiting.delete(id);
        reject(new Error('AskOnce did not answer in time.'));
      });
      this.#waiting.set(id, { resolve, reject, cancelTimer });
      link.send({ type: 'operation', id, operation });
    });
    if (operation.name === 'read-log') await noteDialects(activity, value);
    if (operation.name === 'read-evidence') return evidenceSchema.parse(value);
    return value;
  }

  /** False where the message is no answer to an operation of ours. */
  take(message: DaemonMessage): boolean {
    if (message.type !== 'result' && message.type !== 'error') return false;
    const waiting = message.id === undefined ? undefined : this.#waiting.get(message.id);
    if (!waiting || message.id === undefined) return false;
    this.#waiting.delete(message.id);
    waiting.cancelTimer();
    if (message.type === 'result') waiting.resolve(message.value);
    else waiting.reject(new Error(message.message));
    return true;
  }

  daemonGone(): void {
    for (const { reject, cancelTimer } of this.#waiting.values()) {
      cancelTimer();
      reject(new Error('The connection to AskOnce ended.'));
    }
    this.#waiting.clear();
  }
}

/** The log is the only place that says which dialects a site speaks. */
async function noteDialects(activity: SiteActivity, value: unknown): Promise<void> {
  const lines = logSchema.safeParse(value).data?.lines ?? [];
  for (const { site, dialect } of lines) {
    if (dialect !== undefined) await activity.noteDialect(site, dialect);
  }
}
