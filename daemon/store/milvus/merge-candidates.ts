import type { CacheEntry, Candidate } from '../../chat/cache-entry.ts';

/**
 * The best of both tiers, best first. Similarities are computed anew from the vectors: some indexes of Milvus only
 * estimate them. Where both tiers have an entry, the newer version counts.
 */
export function mergeCandidates(
  near: readonly Candidate[],
  far: readonly CacheEntry[],
  {
    scope,
    vector,
    embedder,
    limit,
  }: { scope: string; vector: Float32Array; embedder: string; limit: number },
): Candidate[] {
  const merged = new Map(near.map((candidate) => [candidate.entry.id, candidate]));
  for (const entry of far) {
    const { embedding } = entry;
    if (entry.scope !== scope || entry.embedder !== embedder || embedding?.length !== vector.length) continue;
    const known = merged.get(entry.id);
    if (known && known.entry.createdAt >= entry.createdAt) continue;
    const similarity = cosine(vector, embedding);
    if (Number.isFinite(similarity)) merged.set(entry.id, { entry, similarity });
  }
  return [...merged.values()].toSorted((a, b) => b.similarity - a.similarity).slice(0, limit);
}

/** Of two unit vectors, in [0, 1]: a negative one counts as 0. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return Math.min(1, Math.max(0, sum));
}
