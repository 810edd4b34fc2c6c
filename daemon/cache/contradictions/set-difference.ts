/** How every rule ends what it says of a word that the other question has nothing against. */
const ON_ONE_SIDE = 'on one side only';

/** "10 against 5" or "10 on one side only" for two sets of words; undefined where they hold the same. */
export function differenceOf(a: Iterable<string>, b: Iterable<string>): string | undefined {
  const inA = new Set(a);
  const inB = new Set(b);
  const onlyA = [...inA].filter((word) => !inB.has(word));
  const onlyB = [...inB].filter((word) => !inA.has(word));
  if (onlyA.length > 0 && onlyB.length > 0) return `${onlyA.join(', ')} against ${onlyB.join(', ')}`;
  const lonely = [...onlyA, ...onlyB];
  return lonely.length > 0 ? `${lonely.join(', ')} ${ON_ONE_SIDE}` : undefined;
}

/** Whether a contradiction is that one question says more than the other, rather than something else. */
export function isOneSided(contradiction: string): boolean {
  return contradiction.endsWith(ON_ONE_SIDE);
}
