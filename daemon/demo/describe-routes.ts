import type { PlayedLine } from './play-story.ts';

const LONGEST_QUESTION = 70;

/** Which model each question was sent to that no stored answer served, and why, as lines for a terminal. */
export function describeRoutes(played: readonly PlayedLine[]): string[] {
  const asked = played.filter(({ cache }) => cache === 'miss');
  if (asked.length === 0) return [];
  return [
    '',
    'Where the others were sent, and why:',
    ...asked.flatMap(({ question, model, tier, reason }) => [
      `  "${question.length > LONGEST_QUESTION ? `${question.slice(0, LONGEST_QUESTION)}...` : question}"`,
      `    ${model} (${tier}): ${reason}`,
    ]),
  ];
}
