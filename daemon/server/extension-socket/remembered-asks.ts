import { LRUCache } from 'lru-cache';
import type { Tier } from '../../chat/cache-entry.ts';
import type { Dialect } from '../../dialects/dialect.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Miss } from '../../pipeline/miss.ts';
import type { Given, SeenSession } from './page-memory.ts';

/** A request that its page sends itself, and whose answer the daemon is to see. */
export interface RememberedAsk {
  site: string;
  document: string;
  dialect: Dialect;
  endpoint: string;
  miss: Miss;
  /** Who writes the answer: the model that the request names, in the end. */
  writer: { model: string; tier: Tier | undefined };
  /** Where a person did not want the stored answer: which. */
  refused: Given | undefined;
  /** Where the page's server keeps the history: the session, as it was before this turn. */
  session: (SeenSession & { id: string }) | undefined;
}

/** The beginning of a session on the page's server: the answer shows whether anything was said before. */
export interface RememberedStart {
  site: string;
  document: string;
  dialect: Dialect;
  startsSession: string;
}

type Remembered = RememberedAsk | RememberedStart;

const MOST = 200;
const KEPT_MS = 10 * 60_000;

/** The requests of one socket whose answers are awaited, by id. */
export class RememberedAsks {
  readonly #asks: LRUCache<string, Remembered>;

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#asks = new LRUCache({ max: MOST, ttl: KEPT_MS, perf: { now: () => clock.elapsed() } });
  }

  add(id: string, ask: Remembered): void {
    this.#asks.set(id, ask);
  }

  /** Once. */
  take(id: string): Remembered | undefined {
    const ask = this.#asks.get(id);
    this.#asks.delete(id);
    return ask;
  }

  /** What is still on its way from a site that was forgotten is not learnt. */
  forgetSite(site: string): void {
    for (const [id, ask] of this.#asks.entries()) if (ask.site === site) this.#asks.delete(id);
  }
}
