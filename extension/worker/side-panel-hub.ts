import * as z from 'zod';
import type { DaemonMessage, ExtensionMessage } from '../../shared/protocol';
import type { FromSidePanel, ToSidePanel } from '../messages';
import { PendingRequests } from './pending-requests';
import { post, type RuntimePort } from './runtime-port';

const id = z.string().min(1).max(100);
const sidePanelMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ask'),
    id,
    site: z.string().min(1).max(300),
    text: z.string().min(1).max(20_000),
    fresh: z.boolean(),
  }),
  z.object({ type: z.literal('chunks-read'), id, count: z.number().int().min(1).max(1_000) }),
  z.object({ type: z.literal('cancel'), id }),
]) satisfies z.ZodType<FromSidePanel>;

export interface SidePanelHubOptions {
  newId: () => string;
  now: () => number;
  link: { send(message: ExtensionMessage): void; whenReady(withinMs: number): Promise<boolean> };
}

/** A person waits, and sees that it is being tried. */
const READY_WITHIN_MS = 3_000;

/** The ports of side panels: a person's own questions. The caller has checked that they are pages of the extension. */
export class SidePanelHub {
  readonly #options: SidePanelHubOptions;
  readonly #pending: PendingRequests<RuntimePort>;

  constructor(options: SidePanelHubOptions) {
    this.#options = options;
    this.#pending = new PendingRequests(options.newId);
  }

  connect(port: RuntimePort): void {
    port.onMessage.addListener((value) => {
      const parsed = sidePanelMessageSchema.safeParse(value);
      if (parsed.success) void this.#follow(port, parsed.data);
    });
    port.onDisconnect.addListener(() => {
      for (const pending of this.#pending.of(port)) {
        this.#pending.end(pending);
        this.#options.link.send({ type: 'cancel', id: pending.id });
      }
    });
  }

  /** False where the message is for no side panel. */
  take(message: DaemonMessage): boolean {
    if (!('id' in message) || message.id === undefined) return false;
    const pending = this.#pending.get(message.id);
    if (!pending) return false;
    const { owner, ownId } = pending;
    const answer = toSidePanel(message, ownId);
    if (!answer) return true;
    const isLast = answer.type === 'answer' ? !answer.more : answer.type !== 'chunks';
    if (isLast) this.#pending.end(pending);
    post(owner, answer);
    return true;
  }

  daemonGone(): void {
    for (const { owner, ownId } of this.#pending.endAll())
      tell(owner, failed(ownId, 'The connection to AskOnce ended.'));
  }

  async #follow(port: RuntimePort, message: FromSidePanel): Promise<void> {
    const { link, now } = this.#options;
    if (message.type !== 'ask') {
      const pending = this.#pending.find(port, message.id);
      if (!pending) return;
      if (message.type === 'cancel') this.#pending.end(pending);
      link.send({ ...message, id: pending.id });
      return;
    }
    const pending = this.#pending.add(port, message.id, now());
    if (!pending) return;
    const isReady = await link.whenReady(READY_WITHIN_MS);
    if (this.#pending.get(pending.id) !== pending) return;
    if (!isReady) {
      this.#pending.end(pending);
      tell(port, failed(message.id, 'AskOnce is not connected. The popup says what to do.'));
      return;
    }
    const { site, text, fresh } = message;
    link.send({ type: 'side-question', id: pending.id, site, text, fresh });
  }
}

function toSidePanel(message: DaemonMessage, id: string): ToSidePanel | undefined {
  switch (message.type) {
    case 'verdict': {
      const { verdict } = message;
      if (verdict.kind !== 'respond')
        return failed(id, 'reason' in verdict ? verdict.reason : 'There is no answer to this.');
      return { type: 'answer', id, source: verdict.source, chunks: verdict.chunks, more: verdict.more };
    }
    case 'chunks':
      return { type: 'chunks', id, chunks: message.chunks };
    case 'end':
      return { type: 'end', id };
    case 'failed':
    case 'error':
      return failed(id, message.message);
    default:
      return undefined;
  }
}

function failed(id: string, message: string): ToSidePanel {
  return { type: 'failed', id, message };
}

function tell(port: RuntimePort, message: ToSidePanel): void {
  post(port, message);
}
