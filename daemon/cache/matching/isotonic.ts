/** A rising step function: from `scores[i]` on, the value is `values[i]`. Both rise. */
export interface RisingSteps {
  scores: number[];
  values: number[];
}

interface Block {
  from: number;
  weight: number;
  sum: number;
}

/**
 * The rising function nearest to what was seen (weighted least squares, by pooling adjacent violators: Ayer et al.,
 * 1955). Cases need no order.
 */
export function fitRising(cases: readonly { score: number; label: boolean; weight: number }[]): RisingSteps {
  const sorted = [...cases].sort((a, b) => a.score - b.score);
  const blocks: Block[] = [];
  for (const { score, label, weight } of sorted) {
    const last = blocks.at(-1);
    if (last?.from === score) {
      last.weight += weight;
      last.sum += label ? weight : 0;
    } else blocks.push({ from: score, weight, sum: label ? weight : 0 });
    pool(blocks);
  }
  return { scores: blocks.map(({ from }) => from), values: blocks.map(({ sum, weight }) => sum / weight) };
}

function pool(blocks: Block[]): void {
  for (;;) {
    const last = blocks.at(-1);
    const before = blocks.at(-2);
    if (!last || !before || before.sum / before.weight < last.sum / last.weight) return;
    before.weight += last.weight;
    before.sum += last.sum;
    blocks.pop();
  }
}

/** The value at a score; the first value for scores under all that were seen. */
export function valueAt({ scores, values }: RisingSteps, score: number): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((scores[middle] ?? Infinity) <= score) low = middle + 1;
    else high = middle;
  }
  return values[Math.max(low - 1, 0)] ?? 0;
}
