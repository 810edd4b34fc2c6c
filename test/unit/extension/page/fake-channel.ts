import type { FromPage } from '../../../../extension/messages';
import type { Conversation, ConversationMessage, PageChannel } from '../../../../extension/page/page-channel';

/** A channel without a bridge: records what the page says, and says what a test wants. */
export interface FakeChannel extends PageChannel {
  sent: FromPage[];
  finished: string[];
  say(message: ConversationMessage): void;
}

export function createFakeChannel(): FakeChannel {
  const conversations = new Map<string, Conversation>();
  const sent: FromPage[] = [];
  const finished: string[] = [];
  return {
    sent,
    finished,
    begin: (id, conversation) => {
      conversations.set(id, conversation);
    },
    finish: (id) => {
      finished.push(id);
    },
    send: (message) => {
      sent.push({ ...message });
    },
    close: () => undefined,
    // Also to a finished one: what comes late must change nothing.
    say: (message) => conversations.get(message.id)?.(message),
  };
}
