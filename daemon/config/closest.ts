import { closest, distance } from 'fastest-levenshtein';

/** The candidate that was probably meant by `name`; undefined where none is near. */
export function closestOf(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const nearest = closest(name, candidates);
  return distance(name, nearest) <= Math.max(2, Math.floor(name.length / 3)) ? nearest : undefined;
}
