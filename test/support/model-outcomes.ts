import { seededRandom } from '../../daemon/lib/seeded-random.ts';

/** A question of one of two kinds, and how well a model answered it. */
export interface KindOutcome {
  question: string;
  /** Length, then one of two kinds. */
  signals: Float64Array;
  score: number;
}

/** Questions of two kinds in turn, whose outcomes are drawn with the kind's chance. */
export function kindOutcomes(
  count: number,
  chances: readonly [first: number, second: number],
  seed = 1,
): KindOutcome[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const kind = index % 2;
    return {
      question: `question ${index}`,
      signals: Float64Array.of(0, 1 - kind, kind),
      score: random() < (chances[kind] ?? 0) ? 1 : 0,
    };
  });
}
