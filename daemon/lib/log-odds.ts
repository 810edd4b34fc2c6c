/** The probability behind log-odds. */
export function sigmoid(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Log-odds of a probability: infinite for 0 and 1. */
export function logit(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}
