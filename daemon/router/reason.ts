import { TIERS, type Tier } from '../chat/cache-entry.ts';
import type { RoutingLimit } from '../chat/routing-record.ts';
import { DOWN, type RankedChoice } from './policy/rank-models.ts';
import type { QuestionEstimate } from './heads/estimate-question.ts';

/** From here on the category is sure enough to be named. */
const NAMED_FROM = 0.4;

/** A larger model that is right so little more often does about as well. */
const ABOUT_AS_WELL = 0.05;

/** Why the first of these, by what was estimated: "debugging: large is right in about 92 %, medium in 55 %". */
export function reasonOfEstimate(
  estimate: QuestionEstimate,
  [chosen, ...others]: readonly RankedChoice[],
): string {
  const { name, probability } = estimate.category;
  const about = probability >= NAMED_FROM && name !== 'other' ? `${name}: ` : '';
  if (chosen?.right === undefined) return `${about}as estimated`;
  const best = Math.max(...others.map((one) => one.right ?? 0));
  const right = `${chosen.tier} is right in about ${percent(chosen.right)}`;
  const smaller = nearestBelow(chosen.tier, others);
  if (smaller?.right !== undefined) return `${about}${right}, ${smaller.tier} in ${percent(smaller.right)}`;
  if (chosen.right >= best - ABOUT_AS_WELL) return `${about}${chosen.tier} does about as well as any`;
  return `${about}${right}, the best in ${percent(best)}: not worth its price`;
}

/** The models left out that might have come first, in words; empty where there are none. */
export function leftOut([chosen, ...others]: readonly RankedChoice[], wanted: RoutingLimit): string[] {
  if (!chosen) return [];
  if (chosen.out !== undefined) return [`${chosen.model} is asked all the same: ${chosen.out}`];
  const mightBeFirst = ({ model, tier, right, out }: RankedChoice): boolean =>
    model === wanted.model ||
    tier === wanted.tier ||
    TIERS.indexOf(tier) < TIERS.indexOf(chosen.tier) ||
    (right ?? 0) > (chosen.right ?? 0) ||
    out === DOWN;
  return others
    .filter((one) => one.out !== undefined && mightBeFirst(one))
    .map(({ model, out }) => `${model} is left out: ${out ?? ''}`);
}

function nearestBelow(tier: Tier, choices: readonly RankedChoice[]): RankedChoice | undefined {
  return choices
    .filter((one) => TIERS.indexOf(one.tier) < TIERS.indexOf(tier))
    .sort((a, b) => TIERS.indexOf(b.tier) - TIERS.indexOf(a.tier))[0];
}

function percent(probability: number): string {
  return `${Math.round(100 * probability)} %`;
}
