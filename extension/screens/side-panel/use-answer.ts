import { useCallback, useEffect, useRef, useState } from 'react';
import type { Source } from '../../../shared/protocol';
import type { FromSidePanel, ToSidePanel } from '../../messages';

export interface Answer {
  text: string;
  source: Source | undefined;
  isComplete: boolean;
  error: string | undefined;
}

interface Question {
  site: string;
  text: string;
  fresh: boolean;
}

const BEGUN: Answer = { text: '', source: undefined, isComplete: false, error: undefined };

/** One question at a time: a new one, or `stop`, ends the one before. */
export function useAnswer(): {
  answer: Answer | undefined;
  ask: (question: Question) => void;
  stop: () => void;
} {
  const [answer, setAnswer] = useState<Answer>();
  const port = useRef<chrome.runtime.Port | undefined>(undefined);
  const stop = useCallback(() => {
    port.current?.disconnect();
    port.current = undefined;
    setAnswer((current) => current && { ...current, isComplete: true });
  }, []);
  const ask = useCallback((question: Question) => {
    port.current?.disconnect();
    // A port for each question: it ends with it, and wakes the background for the next.
    const opened = chrome.runtime.connect({ name: 'side-panel' });
    port.current = opened;
    setAnswer(BEGUN);
    const send = (message: FromSidePanel): void => {
      opened.postMessage(message);
    };
    opened.onMessage.addListener((message: ToSidePanel) => {
      if (port.current !== opened) return;
      setAnswer((current) => withMessage(current ?? BEGUN, message));
      if (message.type === 'answer' || message.type === 'chunks')
        send({ type: 'chunks-read', id: message.id, count: Math.max(1, message.chunks.length) });
    });
    opened.onDisconnect.addListener(() => {
      if (port.current === opened) setAnswer((current) => current && { ...current, isComplete: true });
    });
    send({ type: 'ask', id: 'question', ...question });
  }, []);
  useEffect(() => () => port.current?.disconnect(), []);
  return { answer, ask, stop };
}

function withMessage(answer: Answer, message: ToSidePanel): Answer {
  switch (message.type) {
    case 'answer': {
      const text = message.chunks.join('');
      return { ...answer, text, source: message.source, isComplete: !message.more };
    }
    case 'chunks':
      return { ...answer, text: answer.text + message.chunks.join('') };
    case 'end':
      return { ...answer, isComplete: true };
    case 'failed':
      return { ...answer, isComplete: true, error: message.message };
  }
}
