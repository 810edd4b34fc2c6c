/**
 * Lets the page read its own answer while a copy of the text is taken along. The copy follows the page's reads: never
 * `clone()` or `tee()`, which would keep the connection open after the page has left, and buffer what it does not read.
 */
import type { PageAnswer } from '../../shared/protocol';
import { type AnswerRecorder, createAnswerRecorder } from './answer-recorder';
import * as natives from './natives';
import { closeBytes, failBytes } from './paced-stream';
import type { Patches } from './patches';
import { createResponse, type ResponseFacts } from './synthetic-response';

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

interface ObserveOptions {
  requestedAt: number;
  patches: Patches;
  onAnswer: (answer: PageAnswer) => void;
}

/** The same response for the page; itself where there is nothing to learn. */
export function observeResponse(response: Response, options: ObserveOptions): Response {
  const { patches, requestedAt, onAnswer } = options;
  const status = natives.responseStatus(response);
  const headers = natives.responseHeaders(response);
  const contentType = natives.headerOf(headers, 'content-type') ?? '';
  const isGood = status >= 200 && status < 300;
  const body = isGood ? natives.responseBody(response) : null;
  if (body === null) return response;
  const facts = natives.bare<ResponseFacts>({
    url: natives.responseUrl(response),
    type: natives.responseType(response),
    redirected: natives.responseIsRedirected(response),
  });
  const recorder = createAnswerRecorder({ status, contentType, requestedAt, onAnswer });
  const statusText = natives.responseStatusText(response);
  const copied = copyAsRead(body, recorder, facts);
  return createResponse({ facts, body: copied, status, statusText, headers }, patches);
}

function copyAsRead(body: Bytes, recorder: AnswerRecorder, facts: ResponseFacts): Bytes {
  const reader = natives.readerOf(body);
  let isOver = false;
  // One read ahead: clients that know an end mark (ollama) stop reading there, and never ask for the connection's end.
  let ahead: ReturnType<typeof natives.read> | undefined;
  const end = (controller: ReadableByteStreamController) => {
    isOver = true;
    closeBytes(controller);
    recorder.end();
  };
  const underlying = natives.bare<UnderlyingByteSource>({
    type: 'bytes',
    start: (controller) => {
      void passOnFailure(controller);
    },
    pull: async (controller) => {
      const { value, done } = await (ahead ?? natives.read(reader));
      if (isOver) return;
      if (done) {
        end(controller);
        return;
      }
      recorder.addBytes(value);
      natives.enqueue(controller, value);
      ahead = natives.read(reader);
      void lookForEnd(controller, ahead);
    },
    cancel: (reason: unknown) => {
      isOver = true;
      return natives.cancelReader(reader, reason);
    },
  });
  return new natives.ReadableStream(underlying, natives.bare({ highWaterMark: 0 }));

  async function lookForEnd(controller: ReadableByteStreamController, read: typeof ahead): Promise<void> {
    try {
      const result = await read;
      if (result?.done === true && !isOver) end(controller);
    } catch {
      // The page hears of it by `passOnFailure`.
    }
  }

  /** An abort or a lost connection reaches the page at once, not at its next read. */
  async function passOnFailure(controller: ReadableByteStreamController): Promise<void> {
    try {
      await natives.readerClosed(reader);
    } catch (error) {
      if (!isOver) failBytes(controller, error, facts);
    }
  }
}
