/**
 * Something that speaks for or against one answer for two questions, for people. What repeats words of the questions can
 * be said without them, too: a log that keeps no prompt text keeps none here either.
 */
export type Finding = string | { quoting: string; plain: string };

/** The findings as sentences, each once. */
export function sentencesOf(findings: readonly Finding[], { mayQuote }: { mayQuote: boolean }): string[] {
  const sentences = findings.map((finding) => {
    if (typeof finding === 'string') return finding;
    return mayQuote ? finding.quoting : finding.plain;
  });
  return [...new Set(sentences)];
}

/** Without what another says too: "3.11 against 3.12" beside "version 3.11 against 3.12". */
export function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const said = findings.map(wordsOf);
  return findings.filter((_finding, index) => {
    const words = said[index] ?? [];
    return !said.some(
      (others, other) =>
        other !== index &&
        words.every((word) => others.includes(word)) &&
        (others.length > words.length || other < index),
    );
  });
}

function wordsOf(finding: Finding): string[] {
  const sentence = typeof finding === 'string' ? finding : finding.quoting;
  const said = sentence.replace(/ on one side only$/, '').replace(' against ', ' ');
  return [...new Set(said.toLowerCase().replaceAll(/['"]/g, '').split(' '))];
}
