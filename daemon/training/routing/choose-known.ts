import { TIERS } from '../../chat/cache-entry.ts';
import type { StoredKnownQuestions } from '../../router/heads/known-questions.ts';
import { CATEGORIES } from '../../router/heads/routing-heads.ts';
import type { WrittenQuestion } from './examples.ts';
import type { Seen } from './fit-heads.ts';

/** Of each category and tier, so that the file stays small. */
const OF_EACH = 6;
/** Longer ones are no use to a reader. */
const MOST_CHARACTERS = 200;

/** Written questions to show as evidence: some of each category and tier, drawn by chance. */
export function chooseKnown(
  embedder: string,
  written: readonly Seen<WrittenQuestion>[],
  random: () => number,
): StoredKnownQuestions {
  const short = written.filter(({ text, vector }) => vector && text.length <= MOST_CHARACTERS);
  const chosen = CATEGORIES.flatMap((category) =>
    TIERS.flatMap((tier) =>
      short
        .filter((question) => question.category === category && question.tier === tier)
        .map((question) => ({ question, at: random() }))
        .sort((a, b) => a.at - b.at)
        .slice(0, OF_EACH)
        .map(({ question }) => question),
    ),
  );
  const bytes = Int8Array.from(
    chosen.flatMap(({ vector }) => [...(vector ?? [])]),
    (value) => Math.round(value * 127),
  );
  return {
    embedder,
    questions: chosen.map(({ text, category, tier }) => ({ text, category, tier })),
    vectors: Buffer.from(bytes.buffer).toString('base64'),
  };
}
