/** Cases to learn from, and others whose groups are not among them. */
export interface Fold<Case> {
  seen: Case[];
  unseen: Case[];
}

/** Each case is unseen in one fold, together with its whole group; groups are dealt out in the order of their first case. */
export function inFolds<Case extends { group: string }>(cases: readonly Case[], count: number): Fold<Case>[] {
  const folds = new Map<string, number>();
  for (const { group } of cases) if (!folds.has(group)) folds.set(group, folds.size % count);
  return Array.from({ length: count }, (_, fold) => ({
    seen: cases.filter(({ group }) => folds.get(group) !== fold),
    unseen: cases.filter(({ group }) => folds.get(group) === fold),
  }));
}
