export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.!?])\s+|\n+/).filter((sentence) => sentence.trim() !== '');
}

/**
 * The sentences that ask, or the last one where none has a question mark: "I bought a lamp last night. How do I return
 * it?" tells what happened lately and asks what holds any day.
 */
export function askingSentences(text: string): string[] {
  const sentences = sentencesOf(text);
  const asking = sentences.filter((sentence) => sentence.includes('?'));
  return asking.length > 0 ? asking : sentences.slice(-1);
}
