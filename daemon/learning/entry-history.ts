import { offsetOf } from './entry-offset.ts';
import type { JudgedDecision } from './judged-log.ts';

/** Stands for log-odds where similarity alone decided: about what such answers come to. */
const LOG_ODDS_UNWEIGHED = 2;

/** What was said of the answers to one stored question. */
export class EntryHistory {
  #judged: JudgedDecision[] = [];
  /** The newest word on each wording. */
  #byWording = new Map<string, JudgedDecision>();
  #offset: { value: number; bar: number; storedAt: number | undefined } | undefined;

  get isEmpty(): boolean {
    return this.#judged.length === 0;
  }

  add(judged: JudgedDecision): void {
    this.#judged.push(judged);
    this.#byWording.set(judged.questionHash, judged);
    this.#offset = undefined;
  }

  remove(decisionId: string): void {
    this.#judged = this.#judged.filter((one) => one.decisionId !== decisionId);
    this.#byWording = new Map(this.#judged.map((one) => [one.questionHash, one]));
    this.#offset = undefined;
  }

  /**
   * Whether it was called right for this wording; undefined where nobody said. What was wrong for it stays so when the
   * stored question is answered anew: the questions differ. What was right was right of that one answer.
   */
  saidOf(questionHash: string, storedAt: number | undefined): boolean | undefined {
    const said = this.#byWording.get(questionHash);
    if (!said || !isByMeaning(said)) return undefined;
    return said.isRight && said.storedAt !== storedAt ? undefined : said.isRight;
  }

  /**
   * Log-odds by which the answer that was stored then deserves less than its scores say, beyond the bar of its group: what
   * that explains is not held against it. Weighed again only where the bar has changed.
   */
  offset(bar: number, storedAt: number | undefined): number {
    if (this.#offset?.bar !== bar || this.#offset.storedAt !== storedAt) {
      const judged = [...this.#byWording.values()].filter(
        (one) => one.storedAt === storedAt && tellsOfOtherWordings(one),
      );
      const observations = judged.map(({ score = LOG_ODDS_UNWEIGHED, isRight }) => ({
        logOdds: score - bar,
        isRight,
      }));
      this.#offset = { value: offsetOf(observations), bar, storedAt };
    }
    return this.#offset.value;
  }
}

/** Served to another question than its own. */
function isByMeaning({ similarity }: JudgedDecision): boolean {
  return similarity !== undefined;
}

/** That an answer is right for its own question says little of others; that it is wrong even there says much. */
function tellsOfOtherWordings(judged: JudgedDecision): boolean {
  return isByMeaning(judged) || !judged.isRight;
}
