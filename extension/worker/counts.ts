import * as z from 'zod';
import type { DayCounts } from '../messages';
import type { Clock } from './clock';
import type { StorageArea } from './storage-area';

const KEY = 'counts';
const WRITE_AFTER_MS = 1_000;
/** The mean follows a site that becomes faster or slower: an old answer counts less after so many. */
const MEAN_OVER = 200;

const dayCountsSchema = z.object({
  answered: z.number(),
  routed: z.number(),
  passed: z.number(),
  savedMs: z.number(),
});
const ownAnswersSchema = z.object({ meanMs: z.number(), count: z.number() });
const storedSchema = z.object({
  /** Local date. */
  day: z.string(),
  sites: z.record(z.string(), dayCountsSchema),
  own: z.record(z.string(), ownAnswersSchema),
});
type Stored = z.infer<typeof storedSchema>;
export type OwnAnswers = z.infer<typeof ownAnswersSchema>;

const NOTHING: DayCounts = { answered: 0, routed: 0, passed: 0, savedMs: 0 };

/** Today's doings per site, and how long the sites' own answers take. */
export class Counts {
  readonly #area: StorageArea;
  readonly #clock: Clock;
  #stored: Stored = { day: '', sites: {}, own: {} };
  #isWriting = false;

  constructor(area: StorageArea, clock: Clock) {
    this.#area = area;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    const { [KEY]: stored } = await this.#area.get(KEY);
    this.#stored = storedSchema.safeParse(stored).data ?? this.#stored;
  }

  passed(site: string, count = 1): void {
    this.#add(site, { passed: count });
  }

  routed(site: string): void {
    this.#add(site, { routed: 1 });
  }

  /** @param tookMs from the question to the last piece of the stored answer, in milliseconds */
  answered(site: string, tookMs: number): void {
    const own = this.#stored.own[site];
    // Without an own answer of the site there is nothing to compare with: nothing is claimed.
    this.#add(site, { answered: 1, savedMs: own ? Math.round(own.meanMs - tookMs) : 0 });
  }

  /** An answer of the site's own took so long, in milliseconds. */
  ownAnswer(site: string, tookMs: number): void {
    const { meanMs, count } = this.#stored.own[site] ?? { meanMs: 0, count: 0 };
    const weight = Math.min(count + 1, MEAN_OVER);
    const own = { meanMs: meanMs + (tookMs - meanMs) / weight, count: count + 1 };
    this.#stored = { ...this.#stored, own: { ...this.#stored.own, [site]: own } };
    this.#write();
  }

  today(site: string): DayCounts {
    return (this.#stored.day === this.#date() ? this.#stored.sites[site] : undefined) ?? NOTHING;
  }

  todayOnAll(): DayCounts {
    if (this.#stored.day !== this.#date()) return NOTHING;
    return Object.values(this.#stored.sites).reduce(sum, NOTHING);
  }

  /** Over all sites. */
  ownAnswers(): OwnAnswers {
    const all = Object.values(this.#stored.own);
    const count = all.reduce((total, one) => total + one.count, 0);
    const totalMs = all.reduce((total, one) => total + one.meanMs * one.count, 0);
    return { meanMs: count === 0 ? 0 : totalMs / count, count };
  }

  forget(site: string): void {
    const { [site]: _today, ...sites } = this.#stored.sites;
    const { [site]: _own, ...own } = this.#stored.own;
    this.#stored = { ...this.#stored, sites, own };
    this.#write();
  }

  #add(site: string, more: Partial<DayCounts>): void {
    const day = this.#date();
    const sites = this.#stored.day === day ? this.#stored.sites : {};
    const counts = sum(sites[site] ?? NOTHING, { ...NOTHING, ...more });
    this.#stored = { ...this.#stored, day, sites: { ...sites, [site]: counts } };
    this.#write();
  }

  #date(): string {
    const date = new Date(this.#clock.now());
    return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
  }

  /** Soon, and many at once: nobody waits for it. */
  #write(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#clock.after(WRITE_AFTER_MS, () => {
      this.#isWriting = false;
      this.#area.set({ [KEY]: this.#stored }).catch(() => undefined);
    });
  }
}

function sum(one: DayCounts, other: DayCounts): DayCounts {
  return {
    answered: one.answered + other.answered,
    routed: one.routed + other.routed,
    passed: one.passed + other.passed,
    savedMs: one.savedMs + other.savedMs,
  };
}
