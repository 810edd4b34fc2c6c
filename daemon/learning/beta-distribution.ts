/** Stirling's series after shifting the argument up: exact to some 12 digits for arguments over 0. */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 10) {
    product *= shifted;
    shifted += 1;
  }
  const inverse = 1 / shifted;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product)
  );
}

/** P(X <= x) for X ~ Beta(a, b): the regularised incomplete beta function, by its continued fraction (DLMF 8.17.22). */
export function betaProbability(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side only.
  if (x > (a + 1) / (a + b + 2)) return 1 - betaProbability(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return front / (a * fraction(x, a, b));
}

const MOST_STEPS = 500;
const PRECISION = 1e-12;
const TINY = 1e-300;

/** 1 + d1 / (1 + d2 / (1 + ...)), by Lentz's method. */
function fraction(x: number, a: number, b: number): number {
  let value = 1;
  let numerator = 1;
  let denominator = 0;
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const m = step >> 1;
    const term =
      step % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    denominator = 1 / (1 + term * denominator || TINY);
    numerator = 1 + term / numerator || TINY;
    const change = numerator * denominator;
    value *= change;
    if (Math.abs(change - 1) < PRECISION) break;
  }
  return value;
}

const HALVINGS = 50;

/** The x under which X ~ Beta(a, b) lies with this probability. */
export function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (betaProbability(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
