interface SpendingOptions {
  clock: { now(): number };
  /** What has been spent since a moment (milliseconds since the epoch), in US dollars, as far as records tell. */
  spentSince: (at: number) => number;
}

/** A request that has not been settled by then never will be. */
const LONGEST_MS = 10 * 60_000;

/** What was spent today, by the local calendar: read once a day, then counted along; what is under way counts as expected. */
export class Spending {
  readonly #clock: SpendingOptions['clock'];
  readonly #spentSince: SpendingOptions['spentSince'];
  #day: number | undefined;
  #spent = 0;
  readonly #underWay = new Map<string, { usd: number; since: number }>();

  constructor({ clock, spentSince }: SpendingOptions) {
    this.#clock = clock;
    this.#spentSince = spentSince;
  }

  /** US dollars. */
  note(usd: number): void {
    this.#turnPage();
    this.#spent += usd;
  }

  /** US dollars. */
  today(): number {
    this.#turnPage();
    return this.#spent;
  }

  /** What a decision is expected to cost, from now until it is settled. */
  reserve(decision: string, usd: number): void {
    const now = this.#clock.now();
    for (const [id, { since }] of this.#underWay) if (now - since > LONGEST_MS) this.#underWay.delete(id);
    this.#underWay.set(decision, { usd, since: now });
  }

  /** It is over: `usd` is what it cost, where that is known; what was expected counts otherwise. */
  settle(decision: string, usd: number | undefined): void {
    const expected = this.#underWay.get(decision)?.usd ?? 0;
    this.#underWay.delete(decision);
    this.note(usd ?? expected);
  }

  /** What is left of a day's budget; undefined where there is none. */
  leftOf(budgetUsd: number | undefined): number | undefined {
    if (budgetUsd === undefined) return undefined;
    const underWay = [...this.#underWay.values()].reduce((sum, { usd }) => sum + usd, 0);
    return Math.max(0, budgetUsd - this.today() - underWay);
  }

  #turnPage(): void {
    const today = new Date(this.#clock.now()).setHours(0, 0, 0, 0);
    if (today === this.#day) return;
    this.#day = today;
    try {
      this.#spent = this.#spentSince(today);
    } catch {
      // The log cannot be read: what is spent from now on still counts, and no reply breaks.
      this.#spent = 0;
    }
  }
}
