import { z } from 'zod';
import type { PlayedLine } from './play-story.ts';

/** Why a stored answer to nearly the same words was not given. */
export interface Refusal {
  question: string;
  /** The question that the stored answer was given to. */
  nearest: string;
  similarity: string;
  against: string[];
}

const decisionSchema = z.object({
  candidateQuestion: z.string().optional(),
  against: z.array(z.string()),
});

/** Looks up in the decision log why near misses, and lines that did not come out, got no stored answer. */
export async function readRefusals(
  played: readonly PlayedLine[],
  { origin, adminKey, fetch }: { origin: string; adminKey: string; fetch: typeof globalThis.fetch },
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { isNearMiss, cameOut, decision, cache, question, similarity } of played) {
    if (cache !== 'miss' || (!isNearMiss && cameOut)) continue;
    const headers = { authorization: `Bearer ${adminKey}` };
    const reply = await fetch(`${origin}/askonce/decisions/${decision}`, { headers });
    const { candidateQuestion: nearest, against } = decisionSchema.parse(await reply.json());
    if (nearest !== undefined)
      refusals.push({ question, nearest, similarity: similarity.slice(0, 5), against });
  }
  return refusals;
}

/** The refusals as lines for a terminal. */
export function describeRefusals(refusals: readonly Refusal[]): string[] {
  if (refusals.length === 0) return [];
  return [
    '',
    'Nearly the same words, and yet no stored answer was given:',
    ...refusals.flatMap(({ question, nearest, similarity, against }) => [
      `  "${question}"`,
      `    similarity ${similarity} to "${nearest}", but: ${against.join('; ')}`,
    ]),
    '',
  ];
}
