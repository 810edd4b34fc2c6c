import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import type { FrozenShifts, KeptObservation, Observation, ObservationLog } from './observation-log.ts';
import { cellKey, cellsOf, fade, type ObservedCell } from './observed-cells.ts';
import { shiftOf } from './tier-posterior.ts';

/** What was learnt of a tier in a category. */
interface TunedCell {
  category: string;
  tier: Tier;
  /** Answers seen to be right or wrong, by weight, as far as they still count. */
  right: number;
  wrong: number;
  /** The heads' mean P(right) of these; absent where only a frozen shift is left. */
  predicted?: number;
  /** In force, in log-odds. */
  shift: number;
}

/** What live tuning does to P(right), for people. */
interface TuningView {
  /** Whether the shifts stay as they are. */
  frozen: boolean;
  /** Log-odds beyond which no shift goes. */
  maxShift: number;
  cells: TunedCell[];
}

interface TierTuningOptions {
  log: ObservationLog;
  /** How many observations are remembered; as many as the log keeps. */
  keep: number;
  /** Log-odds; a shift is within +-maxShift. */
  maxShift: number;
}

/** One answer counts once: what says more replaces what says less, and is never replaced by it. */
const RANKS: Record<Observation['from'], number> = { retry: 0, escalation: 0, audit: 1, person: 2 };

/**
 * Shifts P(right) of a tier in a category by what use has shown of its answers, within limits. In memory, so that a
 * shift costs a lookup in a map; the database is asked at the start, and told at each observation.
 * Frozen, the shifts stay as they are; what is seen meanwhile is kept and counts once they are not frozen any more.
 */
export class TierTuning {
  readonly #options: TierTuningOptions;
  /** By decision, oldest first. */
  readonly #observations = new Map<string, KeptObservation>();
  #cells: ReadonlyMap<string, ObservedCell> = new Map();
  /** Undefined where they are not frozen. */
  #frozen: Map<string, FrozenShifts[number]> | undefined;

  constructor(options: TierTuningOptions) {
    this.#options = options;
    for (const observation of options.log.all()) this.#observations.set(observation.decisionId, observation);
    const frozen = options.log.frozen();
    this.#frozen = frozen && byKey(frozen);
    this.#learn();
  }

  /** Log-odds to add to the heads' P(right) of this tier: 0 where nothing was learnt, within +-maxShift always. */
  shift(category: string, tier: Tier): number {
    const key = cellKey({ category, tier });
    const cell = this.#cells.get(key);
    const learnt = this.#frozen ? (this.#frozen.get(key)?.shift ?? 0) : cell ? shiftOf(cell) : 0;
    const { maxShift } = this.#options;
    return Math.min(Math.max(learnt, -maxShift), maxShift);
  }

  /**
   * Takes what was seen of an answer, in place of what was seen of it before; an implicit sign never replaces what
   * somebody said. Throws where it cannot be kept for later.
   */
  observe(observation: Observation): void {
    const { decisionId, from } = observation;
    const before = this.#observations.get(decisionId);
    if (before && RANKS[before.from] > RANKS[from]) return;
    const kept = { ...observation, answers: this.#cells.get(cellKey(observation))?.answers ?? 0 };
    // Removed first, so that it counts as the newest.
    this.#observations.delete(decisionId);
    this.#observations.set(decisionId, kept);
    for (const id of this.#observations.keys()) {
      if (this.#observations.size <= this.#options.keep) break;
      this.#observations.delete(id);
    }
    this.#learn();
    this.#options.log.put(kept);
  }

  /** Takes back what was seen of an answer, where `from` is told only by that. Throws where that cannot be kept. */
  undo(decisionId: string, from?: Observation['from']): void {
    const before = this.#observations.get(decisionId);
    if (!before || (from !== undefined && before.from !== from)) return;
    this.#observations.delete(decisionId);
    this.#learn();
    this.#options.log.remove(decisionId);
  }

  /** A model of this tier has answered: what was seen before counts a little less. */
  noteAnswer(category: string, tier: Tier): void {
    const cell = this.#cells.get(cellKey({ category, tier }));
    if (cell) fade(cell, 1);
  }

  /** By category, cheapest tier first. */
  view(): TuningView {
    const frozen = [...(this.#frozen?.values() ?? [])].filter((one) => !this.#cells.has(cellKey(one)));
    const cells = [
      ...[...this.#cells.values()].map(({ category, tier, right, wrong, predicted }) => ({
        ...{ category, tier, right, wrong, predicted, shift: this.shift(category, tier) },
      })),
      ...frozen.map(({ category, tier }) => ({
        ...{ category, tier, right: 0, wrong: 0, shift: this.shift(category, tier) },
      })),
    ];
    const order = ({ tier }: TunedCell): number => TIERS.indexOf(tier);
    cells.sort((a, b) => a.category.localeCompare(b.category) || order(a) - order(b));
    return { frozen: this.#frozen !== undefined, maxShift: this.#options.maxShift, cells };
  }

  /** Throws where it cannot be kept for later. */
  freeze(frozen: boolean): void {
    if (frozen === (this.#frozen !== undefined)) return;
    // As they were learnt, so that another maxShift holds for them, too.
    const shifts = frozen
      ? [...this.#cells.values()].map((cell) => ({
          ...{ category: cell.category, tier: cell.tier, shift: shiftOf(cell) },
        }))
      : undefined;
    this.#frozen = shifts && byKey(shifts);
    this.#options.log.freeze(shifts);
  }

  /** Forgets what was seen in a group; frozen shifts stay. Throws where that cannot be kept for later. */
  forget(group: string): void {
    for (const [id, observation] of this.#observations)
      if (observation.group === group) this.#observations.delete(id);
    this.#learn();
    this.#options.log.forget(group);
  }

  /** Forgets all for good: every shift is 0, and stays so where they are frozen. Throws where that cannot be kept. */
  reset(): void {
    this.#observations.clear();
    this.#cells = new Map();
    this.#frozen &&= new Map();
    this.#options.log.reset();
  }

  /** Sums up anew: exact after something was taken back, and soon done, since people say little. */
  #learn(): void {
    this.#cells = cellsOf(this.#observations.values(), this.#cells);
  }
}

function byKey(shifts: FrozenShifts): Map<string, FrozenShifts[number]> {
  return new Map(shifts.map((one) => [cellKey(one), one]));
}
