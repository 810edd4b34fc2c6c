/** Share of reusable pairs among the candidates of traffic, that figures are weighted to unless told. */
export const PREVALENCE = 0.37;

/** A pair with what a matcher says of it, and the truth. */
export interface ScoredPair {
  score: number;
  label: boolean;
}

/** What serving every pair from some score on would do. */
export interface Cut {
  /** The lowest score that is served. */
  score: number;
  /** Share of all pairs that are served, weighted to the prevalence. */
  coverage: number;
  /** Share of the reusable pairs that are served. */
  recall: number;
  /** Share of wrong ones among the served, weighted to the prevalence. */
  wrong: number;
}

/**
 * Area under the ROC curve: the chance that a reusable pair scores above another one (ties count half; Mann and Whitney,
 * 1947). Undefined where one of the two kinds is missing.
 */
export function areaUnderCurve(pairs: readonly ScoredPair[]): number | undefined {
  const sorted = [...pairs].sort((a, b) => a.score - b.score);
  const positives = sorted.filter(({ label }) => label).length;
  const negatives = sorted.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  let rankSum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (sorted[to]?.score === sorted[from]?.score && to < sorted.length) to += 1;
    const meanRank = (from + to + 1) / 2;
    for (let index = from; index < to; index += 1) if (sorted[index]?.label) rankSum += meanRank;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Every possible cut, the strictest first, as if the share `prevalence` of all pairs were reusable: public sets hold
 * other shares than traffic does. No cut serves what scores minus infinity.
 */
export function cutsOf(pairs: readonly ScoredPair[], prevalence: number): Cut[] {
  const sorted = [...pairs].sort((a, b) => b.score - a.score);
  const positives = sorted.filter(({ label }) => label).length;
  const negatives = sorted.length - positives;
  const cuts: Cut[] = [];
  let right = 0;
  let wrong = 0;
  for (const [index, { score, label }] of sorted.entries()) {
    if (label) right += 1;
    else wrong += 1;
    if (score === -Infinity || sorted[index + 1]?.score === score) continue;
    const servedRight = positives === 0 ? 0 : (prevalence * right) / positives;
    const servedWrong = negatives === 0 ? 0 : ((1 - prevalence) * wrong) / negatives;
    cuts.push({
      score,
      coverage: servedRight + servedWrong,
      recall: positives === 0 ? 0 : right / positives,
      wrong: servedWrong / Math.max(servedRight + servedWrong, Number.MIN_VALUE),
    });
  }
  return cuts;
}

/** The cut that serves most while at most this share of what it serves is wrong: the best in hindsight. */
export function bestCut(cuts: readonly Cut[], mostWrong: number): Cut | undefined {
  return cuts.reduce<Cut | undefined>(
    (best, cut) => (cut.wrong <= mostWrong && cut.recall > (best?.recall ?? 0) ? cut : best),
    undefined,
  );
}

/** A pair whose score is a probability, and how much it counts. */
export type PromisedPair = ScoredPair & { weight: number };

/** The pairs whose promised probability lies in one tenth. */
export interface ReliabilityBin {
  count: number;
  weight: number;
  /** Mean of what was promised, and the share that came true; 0 where there are no pairs. */
  promised: number;
  cameTrue: number;
}

/** What was promised and what came true, in ten bins of equal width. */
export function reliabilityOf(pairs: readonly PromisedPair[]): ReliabilityBin[] {
  const bins = Array.from({ length: 10 }, () => ({ count: 0, weight: 0, promised: 0, right: 0 }));
  for (const { score, label, weight } of pairs) {
    const bin = bins[Math.min(Math.floor(score * 10), 9)];
    if (!bin) continue;
    bin.count += 1;
    bin.weight += weight;
    bin.promised += weight * score;
    bin.right += label ? weight : 0;
  }
  return bins.map(({ count, weight, promised, right }) => ({
    ...{ count, weight },
    ...(weight === 0
      ? { promised: 0, cameTrue: 0 }
      : { promised: promised / weight, cameTrue: right / weight }),
  }));
}

/** Mean distance between what was promised and what came true, over ten bins of equal width (ECE; Naeini et al., 2015). */
export function calibrationError(pairs: readonly PromisedPair[]): number {
  const total = pairs.reduce((sum, { weight }) => sum + weight, 0);
  return errorOfGaps(calibrationGaps(pairs), total);
}

/** By bin, the sum of what was promised less that of what came true: such sums of parts add up. */
export function calibrationGaps(pairs: readonly PromisedPair[]): number[] {
  const gaps = Array.from({ length: 10 }, () => 0);
  for (const { score, label, weight } of pairs) {
    const bin = Math.min(Math.floor(score * 10), 9);
    gaps[bin] = (gaps[bin] ?? 0) + weight * (score - (label ? 1 : 0));
  }
  return gaps;
}

/** The calibration error behind the gaps of cases of this weight in all. */
export function errorOfGaps(gaps: readonly number[], total: number): number {
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / Math.max(total, 1e-12);
}
