/** The pieces of an answer that have come and were not taken yet, and how the answer ends. */
import * as natives from './natives';

export type Ending = { kind: 'ended' } | { kind: 'broken'; reason: unknown };

export interface PieceQueue {
  add(pieces: readonly string[]): void;
  /** The first ending holds. */
  end(ending: Ending): void;
  /** The next piece, the ending after the last one, or undefined where neither is there yet. */
  take(): string | Ending | undefined;
  /** Whether `take` would give something. */
  isReady(): boolean;
  /** Calls back at the next `add` or `end`, once. */
  onReady(callback: () => void): void;
}

interface Link {
  piece: string;
  next: Link | undefined;
}

export function createPieceQueue(): PieceQueue {
  let first: Link | undefined;
  let last: Link | undefined;
  let ending: Ending | undefined;
  let waiting: (() => void) | undefined;

  const wake = () => {
    const callback = waiting;
    waiting = undefined;
    callback?.();
  };

  return {
    add: (pieces) => {
      if (ending !== undefined) return;
      for (let index = 0; index < pieces.length; index += 1) {
        const link: Link = natives.bare<Link>({ piece: natives.String(pieces[index]), next: undefined });
        if (last === undefined) first = link;
        else last.next = link;
        last = link;
      }
      wake();
    },
    end: (given) => {
      ending ??= given;
      wake();
    },
    take: () => {
      if (first === undefined) return ending;
      const { piece, next } = first;
      first = next;
      if (next === undefined) last = undefined;
      return piece;
    },
    isReady: () => first !== undefined || ending !== undefined,
    onReady: (callback) => {
      waiting = callback;
    },
  };
}
