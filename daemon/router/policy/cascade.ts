import type { Expectation } from './expectations.ts';
import type { RankedChoice } from './rank-models.ts';
import { utilitiesOf, type Offer } from './utility.ts';

/** How well a check tells right answers from wrong ones. */
export interface CheckAccuracy {
  /** P(accepted) of a right answer. */
  sensitivity: number;
  /** P(not accepted) of a wrong one. */
  specificity: number;
}

/** What is expected of a check. */
export type Check = CheckAccuracy & Pick<Expectation, 'costUsd' | 'seconds'>;

/**
 * A model sees its own mistakes least, and another model sees more of them, best one of another family (Lu et al., arXiv 2512.02304;
 * Zhou et al., 2509.17995; AutoMix, 2310.12963, calls its own checks noisy). There the checker may reason first, which a check of
 * one word does not: so these are cautious guesses, not measured.
 */
export const CHECK_ACCURACY: Record<'self' | 'other', CheckAccuracy> = {
  self: { sensitivity: 0.8, specificity: 0.5 },
  other: { sensitivity: 0.8, specificity: 0.7 },
};

/**
 * P(right) of the larger model falls to this share of itself where the smaller one was wrong: what is hard for one is hard for the
 * other. Measured: 0.75 (MMLU-Pro, 8B and 70B), 0.65 (LLMRouter's set, 8B and 51B).
 */
const LEFT_WHERE_SMALLER_FAILS = 0.7;
/** As much as 26 % of the price: for less nobody need wait until an answer was checked. */
const LEAST_GAIN = 0.05;

export interface CascadeMeans {
  /** The dial, 0 to 1. */
  quality: number;
  /** What the check of a model's answer is expected to be; undefined where nobody could check it. */
  checkOf: (model: string) => Check | undefined;
  /** Whether there is money and time for all three calls, one after the other. */
  fits: (all: { costUsd: number; seconds: number }) => boolean;
}

/**
 * The model to ask before the first of these, its answer to be checked: where that is worth more than asking the first at
 * once, by the same utility. Undefined where it is not, and where a price or P(right) is not known, since what is gained is money.
 */
export function cheaperFirst(
  ranked: readonly RankedChoice[],
  { quality, checkOf, fits }: CascadeMeans,
): string | undefined {
  const [chosen] = ranked;
  if (!chosen || !isStated(chosen) || chosen.out !== undefined || !ranked.every(isStated)) return undefined;
  const cascades = ranked.flatMap((cheaper) => {
    const check = checkOf(cheaper.model);
    if (!check || !isStated(cheaper) || cheaper.out !== undefined) return [];
    const steps = [cheaper, check, chosen];
    const all = {
      costUsd: steps.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0),
      seconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    };
    if (check.costUsd === undefined || cheaper.costUsd >= chosen.costUsd || !fits(all)) return [];
    return [{ model: cheaper.model, offer: expectCascade(cheaper, chosen, check) }];
  });
  const worths = utilitiesOf([...ranked, ...cascades.map(({ offer }) => offer)], quality);
  const [atOnce = 0] = worths;
  const best = cascades
    .map(({ model }, index) => ({ model, worth: worths[ranked.length + index] ?? -Infinity }))
    .reduce<{ model: string; worth: number } | undefined>(
      (most, one) => (most && most.worth >= one.worth ? most : one),
      undefined,
    );
  return best && best.worth > atOnce + LEAST_GAIN ? best.model : undefined;
}

/** An offer whose P(right) is known; `costUsd` is undefined where no price is stated. */
type Known = Offer & { right: number };

function isStated(choice: RankedChoice): choice is RankedChoice & Known & { costUsd: number } {
  return choice.right !== undefined && choice.costUsd !== undefined;
}

/**
 * With P(accept) = right x sensitivity + wrong x (1 - specificity) of the cheaper answer:
 * cost = cheaper + check + (1 - P(accept)) x chosen, and so the time;
 * P(right) = accepted right answers + P(chosen right) where the cheaper one was rejected, right or wrong.
 */
export function expectCascade(cheaper: Known, chosen: Known, check: Check): Offer {
  const { sensitivity, specificity } = check;
  const [right, wrong] = [cheaper.right, 1 - cheaper.right];
  const rejected = right * (1 - sensitivity) + wrong * specificity;
  const whereWrong = LEFT_WHERE_SMALLER_FAILS * chosen.right;
  const whereRight = Math.min(1, (chosen.right - wrong * whereWrong) / Math.max(right, 1e-9));
  const sum = (of: 'costUsd' | 'seconds'): number =>
    (cheaper[of] ?? 0) + (check[of] ?? 0) + rejected * (chosen[of] ?? 0);
  return {
    tier: chosen.tier,
    right: right * (sensitivity + (1 - sensitivity) * whereRight) + wrong * specificity * whereWrong,
    costUsd: sum('costUsd'),
    seconds: sum('seconds'),
  };
}
