import { EntryHistory } from './entry-history.ts';
import type { Forgotten, JudgedDecision, JudgedLog } from './judged-log.ts';
import { ServedWindows, type ServedHit } from './served-windows.ts';
import {
  isWithin,
  raiseFor,
  wrongFactor,
  wrongShareOf,
  type ServedSums,
  type WrongShare,
} from './wrong-share.ts';

/** What use has shown of a stored answer, for one who asks. */
interface Learnt {
  /** Whether it was called right for this very wording; undefined where nobody said. */
  isRight: boolean | undefined;
  /** Log-odds to take from its score for any other wording; under 0 where it deserves more. */
  penalty: number;
}

/** The running estimate, beside the budget. */
export interface WrongShareReport {
  /** The share of wrong answers that the user accepts. */
  budget: number;
  /** Whether the budget decides what is served; where similarity alone does, it cannot. */
  isKept: boolean;
  /** Absent before anything was served by meaning. */
  overall: RaisedShare | undefined;
  groups: ({ group: string } & RaisedShare)[];
}
interface RaisedShare extends WrongShare {
  /** Log-odds by which the bar is raised until the budget holds again. */
  raisedBy: number;
}

interface ExperienceOptions {
  log: JudgedLog;
  /** How many judgements are remembered; as many as the log keeps. */
  keep: number;
  /** What was served by meaning lately, oldest first. */
  served: readonly ServedHit[];
  budget: number;
  isKept: boolean;
  /** How many served answers of each group the estimate is over. */
  window: number;
  /** The log-odds behind the score of a record, by the calibration in force; absent: scores are log-odds as they stand. */
  logOddsOf?: ((score: number) => number) | undefined;
}

/** Log-odds by which a group's entries, or all, are to clear more than the calibration asks. */
interface Bar {
  /** What was learnt of them when something was judged last. */
  learnt: number;
  /** What the budget needs now. */
  raised: number;
  /** Whether the group keeps the budget by itself: then it does not pay for others. */
  isWithin: boolean;
}

const NO_BAR: Bar = { learnt: 0, raised: 0, isWithin: false };

/**
 * What use has shown: which answer was right for which wording, how much each entry, group and all together deserve
 * less than calibrated, and the share of wrong answers. In memory, so that a lookup costs no more than that in a map;
 * the database is asked at the start, and told at each judgement.
 */
export class Experience {
  readonly #options: ExperienceOptions;
  #windows: ServedWindows;
  /** Oldest first. */
  readonly #judged = new Map<string, JudgedDecision>();
  readonly #histories = new Map<string, EntryHistory>();
  #overall = NO_BAR;
  #groups = new Map<string, Bar>();

  constructor(options: ExperienceOptions) {
    this.#options = options;
    this.#windows = new ServedWindows(options.window);
    for (const judged of options.log.all()) this.#remember(judged);
    for (const hit of options.served) this.#add(hit);
    this.#learn();
  }

  /** Costs two lookups in maps. */
  of(entry: EntryVersion, asked: { questionHash: string; group: string }): Learnt {
    const bar = this.#barOf(asked.group);
    const history = this.#histories.get(entry.id);
    if (!history) return { isRight: undefined, penalty: bar };
    return {
      isRight: history.saidOf(asked.questionHash, entry.createdAt),
      penalty: bar + history.offset(bar, entry.createdAt),
    };
  }

  /** An answer was served by meaning. */
  noteServed(hit: ServedHit): void {
    this.#add(hit);
    this.#weighBudget(hit.group);
  }

  /** Takes what is said of a served answer, in place of what was said before. Throws where it cannot be kept for later. */
  judge(judged: JudgedDecision): void {
    this.#forget(judged.decisionId);
    this.#remember(judged);
    this.#windows.judge(judged.decisionId, judged);
    this.#learn();
    this.#options.log.put(judged);
  }

  /** Takes back what was said of a served answer. Throws where that cannot be kept for later. */
  undo(decisionId: string): void {
    this.#takeBack([decisionId]);
    this.#options.log.remove(decisionId);
  }

  /** Forgets for good. Throws where that cannot be kept for later. */
  forget(forgotten: Forgotten): void {
    const entries = new Set(forgotten.entries);
    const meant = [...this.#judged.values()].filter(
      ({ group, entryId }) => group === forgotten.group || entries.has(entryId),
    );
    this.#takeBack(meant.map(({ decisionId }) => decisionId));
    this.#options.log.forget(forgotten);
  }

  /** Forgets all for good, and what was served. Throws where that cannot be kept for later. */
  clear(): void {
    this.#judged.clear();
    this.#histories.clear();
    this.#windows = new ServedWindows(this.#options.window);
    this.#takeBack([]);
    this.#options.log.clear();
  }

  report(): WrongShareReport {
    const { budget, isKept } = this.#options;
    return {
      ...{ budget, isKept, overall: raisedShare(this.#windows.overall, this.#overall.raised) },
      groups: this.#windows.groups().flatMap((group) => {
        const share = raisedShare(this.#windows.sumsOf(group), this.#raisedOf(group));
        return share ? [{ group, ...share }] : [];
      }),
    };
  }

  #takeBack(decisionIds: readonly string[]): void {
    for (const id of decisionIds) {
      this.#forget(id);
      this.#windows.judge(id, undefined);
    }
    // A bar that rose for them is as if it had never risen.
    this.#groups.clear();
    this.#overall = NO_BAR;
    this.#learn();
  }

  #add(hit: ServedHit): void {
    this.#windows.add(this.#weighed(hit), this.#judged.get(hit.decisionId));
  }

  /** Records hold scores as the regression gave them; what is learnt is learnt of the log-odds behind them. */
  #weighed<Scored extends { score?: number | undefined }>(scored: Scored): Scored {
    const { score } = scored;
    const { logOddsOf } = this.#options;
    return score === undefined || !logOddsOf ? scored : { ...scored, score: logOddsOf(score) };
  }

  #remember(judged: JudgedDecision): void {
    const history = this.#histories.get(judged.entryId) ?? new EntryHistory();
    history.add(this.#weighed(judged));
    this.#histories.set(judged.entryId, history);
    this.#judged.set(judged.decisionId, judged);
    const [oldest] = this.#judged.keys();
    if (this.#judged.size > this.#options.keep && oldest !== undefined) this.#forget(oldest);
  }

  #forget(decisionId: string): void {
    const judged = this.#judged.get(decisionId);
    if (!judged) return;
    this.#judged.delete(decisionId);
    const history = this.#histories.get(judged.entryId);
    history?.remove(decisionId);
    if (history?.isEmpty) this.#histories.delete(judged.entryId);
  }

  /** Something was judged: what is known of all, and of each group, is weighed again. */
  #learn(): void {
    const factor = wrongFactor(this.#windows.overall.weighed);
    this.#overall = { ...this.#overall, learnt: Math.log(factor) };
    const before = this.#groups;
    this.#groups = new Map();
    for (const group of this.#windows.groups()) {
      const learnt = Math.log(wrongFactor(this.#windows.sumsOf(group).weighed, factor));
      this.#groups.set(group, { ...NO_BAR, ...before.get(group), learnt });
      this.#weighBudget(group);
    }
  }

  #weighBudget(group: string): void {
    const { budget, isKept } = this.#options;
    if (!isKept) return;
    const { learnt, raised } = this.#groups.get(group) ?? { ...NO_BAR, learnt: this.#overall.learnt };
    const sums = this.#windows.sumsOf(group);
    this.#groups.set(group, {
      ...{ learnt, raised: raiseFor(sums, budget, raised > 0) },
      isWithin: isWithin(sums, budget),
    });
    const { overall } = this.#windows;
    this.#overall = {
      ...this.#overall,
      raised: raiseFor(overall, budget, this.#overall.raised > 0),
    };
  }

  /** Without a calibration nothing relates what similarity says to log-odds: each entry stands for itself then. */
  #barOf(group: string): number {
    if (!this.#options.isKept) return 0;
    const { learnt } = this.#groups.get(group) ?? this.#overall;
    return Math.max(learnt, this.#raisedOf(group));
  }

  #raisedOf(group: string): number {
    const own = this.#groups.get(group) ?? NO_BAR;
    return own.isWithin ? 0 : Math.max(own.raised, this.#overall.raised);
  }
}

/** A stored answer: another one under the same id has another time; none is known while it is being written. */
interface EntryVersion {
  id: string;
  createdAt?: number | undefined;
}

function raisedShare(sums: ServedSums, raisedBy: number): RaisedShare | undefined {
  const share = wrongShareOf(sums);
  return share && { ...share, raisedBy };
}
