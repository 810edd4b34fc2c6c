import { TIERS } from '../chat/cache-entry.ts';
import type { Limited } from './limits.ts';
import type { RankedChoice } from './policy/rank-models.ts';

interface Choosing {
  limited: Limited;
  /** Best first. */
  ranked: readonly RankedChoice[];
}

/**
 * For a share of the questions that the estimate decides, the next cheaper size comes first on purpose: what is said of its
 * answers teaches what asking the best alone never would. Off unless the user allows it.
 */
export function explore(
  { limited, ranked }: Choosing,
  { share, random }: { share: number; random: () => number },
): Choosing {
  if (limited.by !== 'estimate' || share === 0 || random() >= share) return { limited, ranked };
  const [chosen, ...others] = ranked;
  const below = others.filter(
    ({ tier, out }) => out === undefined && rank(tier) < rank(chosen?.tier ?? 'small'),
  );
  const tried = below.sort((a, b) => rank(b.tier) - rank(a.tier))[0];
  if (!chosen || !tried) return { limited, ranked };
  return {
    limited: { ...limited, by: 'exploration', reason: `tried on purpose instead of ${chosen.model}` },
    ranked: [tried, chosen, ...others.filter((one) => one !== tried)],
  };
}

function rank(tier: RankedChoice['tier']): number {
  return TIERS.indexOf(tier);
}
