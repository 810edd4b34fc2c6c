/**
 * Carries messages between one frame's page hook and the background, checking those of the page. Whatever cannot be
 * answered any more is told to the page at once, so that its own request goes out without waiting for the deadline.
 */
import type { FromChip, FromPage, ToChip, ToPage } from '../messages';
import { parseFromPage } from './from-page';
import { createRateLimit } from './rate-limit';
import { encodeToPage } from './to-page';
import { createWorkerLink, type RuntimeScope } from './worker-link';

/** Far more than a person or a program's chat page asks; a loop of a page's ends here. */
const MOST_REQUESTS = { count: 60, perMs: 10_000 };
const MOST_MESSAGES = { count: 4_000, perMs: 10_000 };
/** Requests of one frame that wait for a verdict or for more of an answer. */
const MOST_OPEN = 64;

interface PageRelayOptions {
  port: MessagePort;
  runtime: RuntimeScope;
  now: () => number;
  /** What people are to see beside the page. */
  onChip: (message: ToChip) => void;
  /** The hook has left the page, or the extension has: nothing more will come. */
  onOver: () => void;
}

export interface PageRelay {
  sendFromChip(message: FromChip): void;
}

export function startPageRelay({ port, runtime, now, onChip, onOver }: PageRelayOptions): PageRelay {
  /** Asked and not ended. */
  const open = new Set<string>();
  const requests = createRateLimit(MOST_REQUESTS.count, MOST_REQUESTS.perMs, now);
  const messages = createRateLimit(MOST_MESSAGES.count, MOST_MESSAGES.perMs, now);

  const toPage = (message: ToPage) => {
    port.postMessage(encodeToPage(message));
  };
  const failAll = (message: string) => {
    for (const id of open) toPage({ type: 'failed', id, message });
    open.clear();
  };
  const leave = () => {
    failAll('The extension is gone.');
    toPage({ type: 'off' });
    onOver();
  };
  const link = createWorkerLink({
    runtime,
    onMessage: (message) => {
      const read = message as ToPage | ToChip;
      if (read.type === 'chip' || read.type === 'chip-answer') onChip(read);
      else {
        if (endsRequest(read)) open.delete(read.id);
        toPage(read);
        if (read.type === 'off') {
          link.close();
          onOver();
        }
      }
    },
    onLost: () => {
      failAll('The background went to sleep.');
    },
    onGone: leave,
  });

  const ask = (message: Extract<FromPage, { type: 'chat-request' }>) => {
    const isFree = requests.take() && open.size < MOST_OPEN && !open.has(message.id);
    if (isFree) open.add(message.id);
    if (isFree && link.send(message)) return;
    open.delete(message.id);
    toPage({ type: 'failed', id: message.id, message: 'Not asked.' });
  };
  port.onmessage = (event: MessageEvent<unknown>) => {
    const message = messages.take() ? parseFromPage(event.data) : undefined;
    if (message === undefined) return;
    if (message.type === 'chat-request') ask(message);
    else {
      if (message.type === 'cancel') open.delete(message.id);
      link.send(message);
    }
  };
  return {
    sendFromChip: (message) => {
      link.send(message);
    },
  };
}

type Ended = Extract<ToPage, { id: string }>;

/** Whether nothing more comes for this request. */
function endsRequest(message: ToPage): message is Ended {
  if (message.type === 'verdict') return message.verdict.kind !== 'respond' || !message.verdict.more;
  return message.type === 'end' || message.type === 'failed';
}
