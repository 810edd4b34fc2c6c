const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next attempt, in milliseconds: doubling up to 30 s, of which a random half is taken off,
 * so that many browsers do not come back at the same moment.
 *
 * @param failures attempts that failed in a row, from 1
 * @param random in [0, 1)
 */
export function backoffMs(failures: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return full * (1 - random / 2);
}
