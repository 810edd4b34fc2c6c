/** A pattern for any of the words: apart by blanks, with underscores for blanks inside. Each may hold a pattern itself. */
export function anyOf(words: string): string {
  return `(?:${words.trim().split(/\s+/).join('|').replaceAll('_', ' ')})`;
}
