/** Names a group for each pair: two pairs are of one where they share a question, or are linked by others that do. */
export function connectedGroups(pairs: readonly { a: string; b: string }[]): string[] {
  const parents = new Map<string, string>();
  const rootOf = (question: string): string => {
    let root = question;
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up;
    // Straight to the root next time: long chains would be walked again and again.
    for (let one = question; one !== root;) {
      const up = parents.get(one) ?? root;
      parents.set(one, root);
      one = up;
    }
    return root;
  };
  for (const { a, b } of pairs) parents.set(rootOf(a), rootOf(b));
  return pairs.map(({ a }) => rootOf(a));
}
