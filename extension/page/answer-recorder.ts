/** Collects the text of a page's own answer, as the page reads it, and hands it over when it has ended well. */
import { MAX_ANSWER_CHARACTERS } from '../../shared/page-limits';
import type { PageAnswer } from '../../shared/protocol';
import * as natives from './natives';

export interface AnswerRecorder {
  addBytes(bytes: Uint8Array<ArrayBuffer>): void;
  /** The answer ended cleanly: it is sent, once, unless it was too long. */
  end(): void;
}

interface AnswerRecorderOptions {
  status: number;
  contentType: string;
  /** By the same clock as `natives.now`. */
  requestedAt: number;
  onAnswer: (answer: PageAnswer) => void;
}

export function createAnswerRecorder(options: AnswerRecorderOptions): AnswerRecorder {
  const { requestedAt, status, contentType, onAnswer } = options;
  const decoder = new natives.TextDecoder();
  let body = '';
  let firstByteMs: number | undefined;
  let isTooLong = false;

  const add = (text: string) => {
    if (body.length + text.length > MAX_ANSWER_CHARACTERS) {
      isTooLong = true;
      body = '';
    } else body += text;
  };

  return {
    addBytes: (bytes) => {
      firstByteMs ??= natives.now() - requestedAt;
      if (!isTooLong) add(natives.decode(decoder, bytes, natives.bare({ stream: true })));
    },
    end: () => {
      if (isTooLong) return;
      add(natives.decode(decoder));
      const totalMs = natives.now() - requestedAt;
      onAnswer(
        natives.bare<PageAnswer>({ status, contentType, body, firstByteMs: firstByteMs ?? totalMs, totalMs }),
      );
    },
  };
}
