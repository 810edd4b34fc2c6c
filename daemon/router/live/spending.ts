interface SpendingOptions {
  clock: { now(): number };
  /** What has been spent since a moment (milliseconds since the epoch), in US dollars, as far as records tell. */
  spentSince: (at: number) => number;
}

/** What was spent today, by the local calendar: read once a day, then counted along. */
export class Spending {
  readonly #clock: SpendingOptions['clock'];
  readonly #spentSince: SpendingOptions['spentSince'];
  #day: number | undefined;
  #spent = 0;

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

  /** What is left of a day's budget; undefined where there is none. */
  leftOf(budgetUsd: number | undefined): number | undefined {
    return budgetUsd === undefined ? undefined : Math.max(0, budgetUsd - this.today());
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
