import type { Tier } from '../../chat/cache-entry.ts';
import type { KeptObservation } from './observation-log.ts';
import { KEPT_AN_ANSWER, type SeenAnswers } from './tier-posterior.ts';

/** What was seen of a tier in a category, as far as it still counts. */
export interface ObservedCell extends SeenAnswers {
  category: string;
  tier: Tier;
  /** Given so far, from any start. */
  answers: number;
}

/** Sums observations up, by cell; `before` knows how many answers were given since the newest of them. */
export function cellsOf(
  observations: Iterable<KeptObservation>,
  before: ReadonlyMap<string, ObservedCell>,
): Map<string, ObservedCell> {
  const cells = new Map<string, ObservedCell>();
  for (const observation of observations) {
    const { category, tier } = observation;
    const key = cellKey(observation);
    const answers = before.get(key)?.answers ?? observation.answers;
    const cell = cells.get(key) ?? { category, tier, answers, right: 0, wrong: 0, predicted: 0 };
    fade(cell, Math.max(0, observation.answers - cell.answers));
    add(cell, observation);
    cells.set(key, cell);
  }
  return cells;
}

/** So many more answers were given. */
export function fade(cell: ObservedCell, answers: number): void {
  cell.answers += answers;
  cell.right *= KEPT_AN_ANSWER ** answers;
  cell.wrong *= KEPT_AN_ANSWER ** answers;
}

function add(cell: ObservedCell, { right, weight, predicted, answers }: KeptObservation): void {
  const counts = weight * KEPT_AN_ANSWER ** (cell.answers - answers);
  cell[right ? 'right' : 'wrong'] += counts;
  // What is as old as this has left no trace.
  if (counts > 0) cell.predicted += ((predicted - cell.predicted) * counts) / (cell.right + cell.wrong);
}

export function cellKey({ category, tier }: Pick<ObservedCell, 'category' | 'tier'>): string {
  return `${tier} ${category}`;
}
