import { closest, distance } from 'fastest-levenshtein';

/** The candidate that was probably meant by `name`, in whatever case it is written; undefined where none is near. */
export function closestOf(name: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const written = name.toLowerCase();
  const lowerCase = candidates.map((candidate) => candidate.toLowerCase());
  const nearest = closest(written, lowerCase);
  const apart = distance(written, nearest);
  // A name of which nothing stays is not near, however short it is.
  const isNear = apart === 0 || (apart < name.length && apart <= Math.max(2, Math.floor(name.length / 3)));
  return isNear ? candidates[lowerCase.indexOf(nearest)] : undefined;
}
