/** The body of a synthetic Response: one enqueue a piece, nothing ahead of the page's reading. */
import * as natives from './natives';
import type { PieceSource } from './piece-source';
import type { ResponseFacts } from './synthetic-response';

/** Ends with the signal's reason where the page aborts, and stops the source where the page cancels. */
export function createPacedStream(
  source: PieceSource,
  signal: AbortSignal | undefined,
  facts: ResponseFacts,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let isOver = false;
  let stopListening: () => void = () => undefined;
  const finish = (): boolean => {
    const isFirst = !isOver;
    isOver = true;
    stopListening();
    return isFirst;
  };

  // A stream of bytes, as a body from the network is: `getReader({ mode: 'byob' })` works, too.
  const underlying = natives.bare<UnderlyingByteSource>({
    type: 'bytes',
    start: (controller) => {
      if (signal === undefined) return;
      const onAbort = () => {
        if (!finish()) return;
        source.cancel();
        failBytes(controller, natives.abortReason(signal), facts);
      };
      natives.listen(signal, 'abort', onAbort);
      stopListening = () => {
        natives.unlisten(signal, 'abort', onAbort);
      };
      if (natives.isAborted(signal)) onAbort();
    },
    pull: async (controller) => {
      // An empty piece would be no progress, and a stream of bytes refuses it.
      let piece = await source.next();
      while (piece === '') piece = await source.next();
      if (isOver) return;
      if (typeof piece === 'string') {
        natives.enqueue(controller, natives.encode(piece));
        return;
      }
      finish();
      if (piece.kind === 'broken') failBytes(controller, piece.reason, facts);
      else closeBytes(controller);
    },
    cancel: () => {
      if (finish()) source.cancel();
    },
  });
  return new natives.ReadableStream(underlying, natives.bare({ highWaterMark: 0 }));
}

export function failBytes(
  controller: ReadableByteStreamController,
  reason: unknown,
  facts: ResponseFacts,
): void {
  facts.failure = natives.bare({ reason });
  natives.failStream(controller, reason);
}

/** Closes a stream of bytes, answering a read into the page's own buffer where one waits. */
export function closeBytes(controller: ReadableByteStreamController): void {
  natives.closeStream(controller);
  const waiting = natives.byobRequest(controller);
  if (waiting !== null) natives.respondByob(waiting, 0);
}
