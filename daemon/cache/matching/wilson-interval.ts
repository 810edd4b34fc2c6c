/** Two-sided normal quantile of 95 %. */
const SURE_95 = 1.96;

/**
 * The interval in which a share that was seen among `count` cases lies (Wilson, 1927); 95 % two-sided unless another
 * normal quantile is given. Without a case it may be anything.
 */
export function wilsonInterval(
  share: number,
  count: number,
  quantile = SURE_95,
): [low: number, high: number] {
  if (count === 0) return [0, 1];
  const z2 = quantile * quantile;
  const centre = share + z2 / (2 * count);
  const spread = quantile * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count * count));
  const scale = 1 + z2 / count;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}
