/**
 * The page's side of the private port to the bridge: texts of JSON in both directions, so that neither side ever touches
 * an object of the other's world. It knows which conversation (one asked request) a message belongs to, no more.
 */
import type { UrlRule } from '../../shared/url-rules';
import type { FromPage, ToPage } from '../messages';
import * as natives from './natives';

export type Verdict = Extract<ToPage, { type: 'verdict' }>['verdict'];
export type RespondVerdict = Extract<Verdict, { kind: 'respond' }>;

/** What may come back for one asked request. */
export type ConversationMessage = Extract<ToPage, { id: string }>;
export type Conversation = (message: ConversationMessage) => void;

export interface PageChannel {
  /** From now on messages with this id go to the conversation. */
  begin(id: string, conversation: Conversation): void;
  /** Nothing more is wanted for this id. */
  finish(id: string): void;
  send(message: FromPage): void;
  close(): void;
}

interface PageChannelOptions {
  port: MessagePort;
  onRules: (rules: readonly UrlRule[]) => void;
  onRecordNext: () => void;
  onOff: () => void;
  /** A message of ours could not be handled. */
  onFault: (what: string) => void;
}

export function createPageChannel({
  port,
  onRules,
  onRecordNext,
  onOff,
  onFault,
}: PageChannelOptions): PageChannel {
  const conversations = natives.bare<Record<string, Conversation>>({});
  let isOpen = true;

  const handle = (message: ToPage) => {
    if (message.type === 'rules') onRules(message.rules);
    else if (message.type === 'off') onOff();
    else if (message.type === 'record-next') onRecordNext();
    else conversations[message.id]?.(message);
  };
  natives.listen(port, 'message', (event: Event) => {
    try {
      handle(natives.parse(natives.messageData(event as MessageEvent) as string) as ToPage);
    } catch {
      onFault('port');
    }
  });
  port.start();

  return {
    begin: (id, conversation) => {
      conversations[id] = conversation;
    },
    finish: (id) => {
      natives.deleteProperty(conversations, id);
    },
    send: (message) => {
      const text = isOpen ? natives.stringify(natives.bare(message)) : undefined;
      if (text !== undefined) natives.postMessage(port, text);
    },
    close: () => {
      isOpen = false;
      natives.closePort(port);
    },
  };
}
