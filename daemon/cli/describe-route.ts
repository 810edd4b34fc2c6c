import type { ExplainedRouteView } from '../server/own-api.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';
import { oneLine, plainText } from './plain-text.ts';
import { pairsOf, tableOf } from './table.ts';

const LONGEST_QUESTION = 60;

/** What was chosen and why, what is expected of each model, and questions that are like it. */
export function describeRoute({
  question,
  model,
  tier,
  reason,
  fallbacks,
  routing,
}: ExplainedRouteView): string {
  const summary = pairsOf([
    ['Asked', plainText(question)],
    ['Sent to', `${model} (${tier})`],
    ['Because', plainText(reason)],
    ['If it fails', fallbacks.length > 0 ? fallbacks.join(', then ') : 'nobody else'],
  ]);
  return routing ? `${summary}\n${describeRecord(routing)}` : summary;
}

/** The same for a decision that was taken. */
export function describeRecord({ category, difficulty, options, nearest = [] }: RoutingRecord): string {
  const judged = pairsOf([
    ['About', category ?? '-'],
    [
      'Difficulty',
      difficulty === undefined ? '-' : `${percent(difficulty)} of what can be got is beyond a small model`,
    ],
  ]);
  const models = tableOf(
    ['model', 'tier', 'right', 'cost', 'time', ''],
    options.map(({ model, tier, right, costUsd, seconds, out }) => [
      ...[model, tier, right === undefined ? '-' : percent(right)],
      ...[costUsd === undefined ? '-' : `$${costUsd.toFixed(5)}`, `${seconds.toFixed(1)} s`, out ?? ''],
    ]),
  );
  if (nearest.length === 0) return `${judged}\n\n${models}`;
  const like = tableOf(
    ['like it', 'tier', 'alike'],
    nearest.map(({ text, tier, similarity }) => [
      ...[oneLine(text, LONGEST_QUESTION), tier, similarity.toFixed(2)],
    ]),
  );
  return `${judged}\n\n${models}\n\n${like}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
