/**
 * Figures of a choice between a weak and a strong model (RouteLLM, arXiv 2406.18665): questions are sent to the strong one
 * in the order of a rank; PGR is the share of its whole gain that is had by then.
 */
export interface RankedQuestion {
  /** The higher, the sooner it is sent to the strong model. */
  rank: number;
  /** How well each model does, in [0, 1]. */
  weak: number;
  strong: number;
}

export interface CurveFigures {
  /** Mean PGR over all shares of strong calls; 0.5 at random. Undefined where the strong model gains nothing. */
  apgr: number | undefined;
  /** Least share of strong calls, in per cent, for half and for 80 % of the gain; 50 and 80 at random. */
  cpt50: number | undefined;
  cpt80: number | undefined;
}

/** Questions of one rank have no order: within them the gain rises evenly. */
export function curveFigures(questions: readonly RankedQuestion[]): CurveFigures {
  return figuresOf(byRank(questions));
}

/** The rank that knows all outcomes. */
export function oracleRank({ weak, strong }: Pick<RankedQuestion, 'weak' | 'strong'>): number {
  return strong - weak;
}

/** 95 % interval of APGR, by drawing as many questions with replacement `times` times. */
export function apgrInterval(questions: readonly RankedQuestion[], draws: Draws): Interval | undefined {
  return intervalOf(drawApgr([questions], draws).map(([apgr]) => apgr));
}

/** 95 % interval of how much higher APGR is in the second order of the same questions than in the first. */
export function apgrGainInterval(
  orders: readonly [readonly RankedQuestion[], readonly RankedQuestion[]],
  draws: Draws,
): Interval | undefined {
  return intervalOf(
    drawApgr(orders, draws).map(([before, after]) =>
      before === undefined || after === undefined ? undefined : after - before,
    ),
  );
}

type Interval = [low: number, high: number];

interface Draws {
  times: number;
  random: () => number;
}

/** APGR of each order, time after time; all orders of one time are of the same drawn questions. */
function drawApgr(
  orders: readonly (readonly RankedQuestion[])[],
  { times, random }: Draws,
): (number | undefined)[][] {
  const known = orders.map((questions) => {
    const groups = byRank(questions);
    const places = new Map(groups.map(({ rank }, index) => [rank, index]));
    return { groups, placeOf: questions.map(({ rank }) => places.get(rank) ?? 0) };
  });
  const gains = orders[0]?.map(oracleRank) ?? [];
  return Array.from({ length: times }, () => {
    const drawn = gains.map(() => Math.floor(random() * gains.length));
    return known.map(({ groups, placeOf }) => {
      const again = groups.map(({ rank }): RankGroup => ({ rank, count: 0, gain: 0 }));
      for (const question of drawn) {
        const group = again[placeOf[question] ?? 0];
        if (!group) continue;
        group.count += 1;
        group.gain += gains[question] ?? 0;
      }
      return figuresOf(again).apgr;
    });
  });
}

function intervalOf(values: readonly (number | undefined)[]): Interval | undefined {
  const found = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  const at = (share: number): number | undefined => found[Math.floor(share * (found.length - 1))];
  const [low, high] = [at(0.025), at(0.975)];
  return low === undefined || high === undefined ? undefined : [low, high];
}

interface RankGroup {
  rank: number;
  count: number;
  gain: number;
}

function byRank(questions: readonly RankedQuestion[]): RankGroup[] {
  const groups = new Map<number, RankGroup>();
  const sorted = [...questions].sort((a, b) => b.rank - a.rank);
  for (const { rank, weak, strong } of sorted) {
    const group = groups.get(rank) ?? { rank, count: 0, gain: 0 };
    group.count += 1;
    group.gain += strong - weak;
    groups.set(rank, group);
  }
  return [...groups.values()];
}

function figuresOf(groups: readonly RankGroup[]): CurveFigures {
  const total = groups.reduce((sum, { gain }) => sum + gain, 0);
  const count = groups.reduce((sum, group) => sum + group.count, 0);
  if (total <= 1e-9) return { apgr: undefined, cpt50: undefined, cpt80: undefined };
  let [area, calls, gained] = [0, 0, 0];
  const reached = new Map<number, number>();
  for (const group of groups) {
    const [before, after] = [gained / total, (gained + group.gain) / total];
    area += (group.count / count) * ((before + after) / 2);
    for (const share of [0.5, 0.8]) {
      if (reached.has(share) || after < share - 1e-12) continue;
      const part = after > before ? Math.max(0, (share - before) / (after - before)) : 0;
      reached.set(share, (100 * (calls + part * group.count)) / count);
    }
    calls += group.count;
    gained += group.gain;
  }
  return { apgr: area, cpt50: reached.get(0.5), cpt80: reached.get(0.8) };
}
