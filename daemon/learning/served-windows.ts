import { LRUCache } from 'lru-cache';
import { sigmoid } from '../lib/log-odds.ts';
import type { JudgedDecision } from './judged-log.ts';
import { emptySums, type ServedSums } from './wrong-share.ts';

/** An answer that was served by meaning. */
export interface ServedHit {
  decisionId: string;
  /** Where it was asked: the page's origin, or "http". */
  group: string;
  /** How probably it was right, in [0, 1]; absent where nobody knows. */
  probability?: number | undefined;
  /** Log-odds that it was right, by the calibration alone; absent where nothing was weighed. */
  score?: number | undefined;
}

/** What was said of it. */
export type Said = Pick<JudgedDecision, 'isRight' | 'from'>;

interface Item extends ServedHit {
  said: Said | undefined;
}

interface Window {
  items: Item[];
  /** Where the next one goes, in place of the oldest. */
  next: number;
  sums: ServedSums;
}

const MOST_GROUPS = 100;

/** The newest answers that were served by meaning in each group, with sums over them; in memory. */
export class ServedWindows {
  readonly overall = emptySums();
  readonly #size: number;
  readonly #items = new Map<string, Item>();
  readonly #windows = new LRUCache<string, Window>({
    max: MOST_GROUPS,
    dispose: ({ items }) => {
      for (const item of items) this.#drop(item, undefined);
    },
  });

  /** `size`: how many of a group are kept. */
  constructor(size: number) {
    this.#size = size;
  }

  add(hit: ServedHit, said: Said | undefined): void {
    const window = this.#windowOf(hit.group);
    const oldest = window.items[window.next];
    if (oldest) this.#drop(oldest, window.sums);
    const item = { ...hit, said };
    window.items[window.next] = item;
    window.next = (window.next + 1) % this.#size;
    this.#items.set(hit.decisionId, item);
    this.#count(item, 1, window.sums);
  }

  /** Notes what was said of one, or that it was taken back; nothing where it is not among the newest. */
  judge(decisionId: string, said: Said | undefined): void {
    const item = this.#items.get(decisionId);
    if (!item) return;
    const sums = this.#windows.peek(item.group)?.sums;
    this.#count(item, -1, sums);
    item.said = said;
    this.#count(item, 1, sums);
  }

  sumsOf(group: string): ServedSums {
    return this.#windows.peek(group)?.sums ?? emptySums();
  }

  groups(): string[] {
    return [...this.#windows.keys()];
  }

  #windowOf(group: string): Window {
    const known = this.#windows.get(group);
    if (known) return known;
    const window: Window = { items: [], next: 0, sums: emptySums() };
    this.#windows.set(group, window);
    return window;
  }

  #drop(item: Item, sums: ServedSums | undefined): void {
    this.#items.delete(item.decisionId);
    this.#count(item, -1, sums);
  }

  #count(item: Item, sign: 1 | -1, sums: ServedSums | undefined): void {
    if (sums) addTo(sums, item, sign);
    addTo(this.overall, item, sign);
  }
}

function addTo(sums: ServedSums, { probability, score, said }: Item, sign: 1 | -1): void {
  if (probability === undefined && !said) return;
  const isWrong = said?.isRight === false ? sign : 0;
  const expected = probability === undefined ? 0 : sign * (1 - probability);
  sums.served += sign;
  sums.wrong += isWrong;
  if (said) sums.judged += sign;
  else sums.expected += expected;
  if (said?.from === 'audit') {
    sums.audited.wrong += isWrong;
    sums.audited.expected += expected;
  }
  if (score !== undefined) {
    sums.weighed.wrong += isWrong;
    sums.weighed.expected += sign * sigmoid(-score);
  }
}
