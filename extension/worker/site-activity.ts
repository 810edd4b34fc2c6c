import * as z from 'zod';
import type { Clock } from './clock';
import type { StorageArea } from './storage-area';

const KEY = 'activity';
/** So many faults within the time, and a site is switched off by itself. */
const MOST_FAULTS = 3;
const FAULTS_WITHIN_MS = 10 * 60_000;
const KEPT_ERRORS = 5;
const KEPT_DIALECTS = 10;

const activitySchema = z.object({
  lastActivityAt: z.number().optional(),
  dialects: z.array(z.string()),
  errors: z.array(z.string()),
  faultsAt: z.array(z.number()),
  isSuspended: z.boolean(),
});
type Activity = z.infer<typeof activitySchema>;
const storedSchema = z.record(z.string(), activitySchema);

const NOTHING: Activity = { dialects: [], errors: [], faultsAt: [], isSuspended: false };

/** What was last seen on each site, and which of them were switched off after repeated faults. */
export class SiteActivity {
  readonly #area: StorageArea;
  readonly #clock: Pick<Clock, 'now'>;
  #sites: Record<string, Activity> = {};

  constructor(area: StorageArea, clock: Pick<Clock, 'now'>) {
    this.#area = area;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    const { [KEY]: stored } = await this.#area.get(KEY);
    this.#sites = storedSchema.safeParse(stored).data ?? {};
  }

  of(site: string): Activity {
    return this.#sites[site] ?? NOTHING;
  }

  /** In memory; written with the next thing that matters more. */
  noteRequest(site: string): void {
    this.#sites = { ...this.#sites, [site]: { ...this.of(site), lastActivityAt: this.#clock.now() } };
  }

  async noteDialect(site: string, dialect: string): Promise<void> {
    const { dialects } = this.of(site);
    if (dialects.includes(dialect)) return;
    await this.#change(site, { dialects: [...dialects, dialect].slice(-KEPT_DIALECTS) });
  }

  /** Whether the site is suspended by this fault. */
  async noteFault(site: string, what: string): Promise<boolean> {
    const { errors, faultsAt, isSuspended } = this.of(site);
    const now = this.#clock.now();
    const recent = [...faultsAt.filter((at) => now - at < FAULTS_WITHIN_MS), now].slice(-MOST_FAULTS);
    const suspends = !isSuspended && recent.length >= MOST_FAULTS;
    await this.#change(site, {
      errors: [...errors, what].slice(-KEPT_ERRORS),
      faultsAt: recent,
      isSuspended: isSuspended || suspends,
    });
    return suspends;
  }

  /** The user has decided about the site again. */
  async resume(site: string): Promise<void> {
    if (this.#sites[site]) await this.#change(site, { faultsAt: [], isSuspended: false });
  }

  async forget(site: string): Promise<void> {
    const { [site]: _gone, ...rest } = this.#sites;
    this.#sites = rest;
    await this.#area.set({ [KEY]: rest });
  }

  async #change(site: string, change: Partial<Activity>): Promise<void> {
    this.#sites = { ...this.#sites, [site]: { ...this.of(site), ...change } };
    await this.#area.set({ [KEY]: this.#sites });
  }
}
