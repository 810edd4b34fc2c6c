/** What a choice of models gives on the whole: mean quality in [0, 1] at a mean cost in any unit. */
export interface QualityCost {
  cost: number;
  quality: number;
}

/**
 * Area under quality against cost (AIQ of RouterBench): mean quality over the costs from `cheapest` to `dearest` on the
 * non-decreasing concave hull of the points, since any two points can be mixed by a coin.
 */
export function averageQuality(
  points: readonly QualityCost[],
  { cheapest, dearest }: { cheapest: number; dearest: number },
): number {
  const hull = hullOf(points);
  let sum = 0;
  for (let step = 0; step < STEPS; step += 1) {
    sum += qualityOn(hull, cheapest + ((step + 0.5) / STEPS) * (dearest - cheapest));
  }
  return sum / STEPS;
}

const STEPS = 1_000;

/** The best mean quality that the points, or a mix of two of them, give for at most this cost; 0 where none is so cheap. */
export function qualityAt(points: readonly QualityCost[], cost: number): number {
  return qualityOn(hullOf(points), cost);
}

function qualityOn(hull: readonly QualityCost[], cost: number): number {
  let before: QualityCost | undefined;
  for (const point of hull) {
    if (point.cost > cost) {
      if (!before) return 0;
      const part = (cost - before.cost) / (point.cost - before.cost);
      return before.quality + part * (point.quality - before.quality);
    }
    before = point;
  }
  return before?.quality ?? 0;
}

/** Rising in cost and quality, ever less steeply. */
function hullOf(points: readonly QualityCost[]): QualityCost[] {
  const hull: QualityCost[] = [];
  for (const point of [...points].sort((a, b) => a.cost - b.cost || b.quality - a.quality)) {
    if (point.quality <= (hull.at(-1)?.quality ?? -Infinity)) continue;
    for (
      let last = hull.at(-1), earlier = hull.at(-2);
      last && earlier;
      last = hull.at(-1), earlier = hull.at(-2)
    ) {
      if (slope(earlier, last) > slope(last, point)) break;
      hull.pop();
    }
    hull.push(point);
  }
  return hull;
}

function slope(from: QualityCost, to: QualityCost): number {
  return (to.quality - from.quality) / (to.cost - from.cost);
}
