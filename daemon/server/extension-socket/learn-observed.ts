import type { PageAnswer } from '../../../shared/protocol.ts';
import type { Recorder } from '../../pipeline/recorder.ts';
import type { AnswerStore } from '../../store/answer-store.ts';
import { withTurn, type PageMemory } from './page-memory.ts';
import type { RememberedAsk, RememberedAsks } from './remembered-asks.ts';

interface LearnParts {
  /** Undefined where the cache is switched off. */
  store: AnswerStore | undefined;
  recorder: Recorder;
}

/** Takes a page's own answer: where it is whole and may be kept, the next equal question need not be asked. */
export async function learnObserved(
  parts: LearnParts,
  { memory, remembered }: { memory: PageMemory; remembered: RememberedAsks },
  { id, answer: page }: { id: string; answer: PageAnswer },
): Promise<void> {
  const ask = remembered.take(id);
  if (!ask || page.status < 200 || page.status > 299) return;
  const text = { contentType: page.contentType, body: page.body };
  if ('startsSession' in ask) {
    const isNew = ask.dialect.sessionStart?.isNew(text) ?? false;
    if (isNew) memory.putSession(ask.document, ask.startsSession, { said: [], isAhead: false });
    return;
  }
  const answer = ask.dialect.readAnswer(text);
  if (!answer) {
    parts.recorder.notStored('incomplete');
    return;
  }
  memory.noteUnderstood(ask.endpoint);
  noteTurn(memory, ask, answer.choices[0]?.text ?? '');
  const whyNot = await ask.miss.learn(answer, ask.writer);
  if (whyNot === undefined) await dropRefused(parts, ask);
}

function noteTurn(memory: PageMemory, { session, document, miss }: RememberedAsk, answer: string): void {
  if (!session) return;
  const { id, said, isAhead } = session;
  memory.putSession(document, id, { said: withTurn(said, miss.turn.question, answer), isAhead });
}

/**
 * The answer that the user did not want is replaced by now; where the same question has it in another scope, it goes.
 * One to an equivalent question stays: it may be right for its own, and is judged for this one.
 */
async function dropRefused({ store, recorder }: LearnParts, { refused, miss }: RememberedAsk): Promise<void> {
  const id = refused?.entry;
  if (!store || id === undefined || id === miss.turn.entryId) return;
  try {
    const entry = await store.get(id);
    if (entry?.pinned === false && entry.question === miss.turn.question) await store.delete(id);
  } catch (error) {
    recorder.partFailed('store', error);
  }
}
