import { plainText } from './plain-text.ts';

export interface ShownEvidence {
  similarity?: number | undefined;
  probability?: number | undefined;
  agreed: readonly string[];
  against: readonly string[];
}

/** What speaks for one answer and against it, as names and values; one line a sentence. */
export function evidenceRows({
  similarity,
  probability,
  agreed,
  against,
}: ShownEvidence): [string, string][] {
  return [
    ['Similarity', shareText(similarity)],
    ['Probability', shareText(probability)],
    ...sentenceRows('Agreed', agreed),
    ...sentenceRows('Against', against),
  ];
}

/** Three places, rounded down: nothing is shown nearer or surer than it is. */
export function shareText(share: number | undefined): string {
  return share === undefined ? '-' : (Math.floor(share * 1_000) / 1_000).toFixed(3);
}

function sentenceRows(name: string, sentences: readonly string[]): [string, string][] {
  const rows = sentences.map((sentence, index): [string, string] => [
    index === 0 ? name : '',
    plainText(sentence),
  ]);
  return rows.length === 0 ? [[name, '-']] : rows;
}
