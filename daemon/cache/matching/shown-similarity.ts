/** Three digits, rounded down, so that 0.8999 is never shown as "0.900 under 0.900". */
export function shownSimilarity(similarity: number): string {
  return (Math.floor(similarity * 1000 + 1e-9) / 1000).toFixed(3);
}
