import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { TIERS, type Tier } from '../../../daemon/chat/cache-entry.ts';
import { tableOf } from '../../../daemon/cli/table.ts';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { estimateQuestion } from '../../../daemon/router/heads/estimate-question.ts';
import type { RoutingHeads } from '../../../daemon/router/heads/routing-heads.ts';
import type { QuestionEstimate } from '../../../daemon/router/heads/estimate-question.ts';
import { rankModels } from '../../../daemon/router/policy/rank-models.ts';
import { jsonLines } from '../../../daemon/training/public-sets.ts';
import { seeQuestions } from '../../../daemon/training/routing/see-questions.ts';
import type { JudgedWritten } from './judged-questions.ts';

/** A question whose smallest sufficient tier people judged, and what each way to choose says. */
interface TieredQuestion {
  text: string;
  category: string;
  tier: Tier;
  said: { category: string; tier: Tier; chosen: Tier };
}

/** The blind set, judged by the heads that ship. Nothing was chosen by it. */
export async function blindQuestions(heads: RoutingHeads): Promise<TieredQuestion[]> {
  const rows = jsonLines(readFileSync(path.join(packageRoot(), 'test/data/routing-questions.jsonl')));
  const questions = rows.map((row) => {
    const { question: text, category, tier } = rowSchema.parse(row);
    return { text, category, tier };
  });
  const { seen } = await seeQuestions(questions);
  return seen.map((question) => {
    return { ...question, said: saidOf(estimateQuestion(heads, question.text, question.vector)) };
  });
}

const rowSchema = z.object({ question: z.string(), category: z.string(), tier: z.enum(TIERS) });

/** The written questions as judged by heads that did not see them. */
export function writtenTiers(written: readonly JudgedWritten[]): TieredQuestion[] {
  return written.map(({ text, category, tier, estimate }) => ({
    ...{ text, category, tier },
    said: saidOf(estimate),
  }));
}

/** How often the tier is the one that people chose, and how often at least as large. */
export function chatTable(sets: Readonly<Record<string, readonly TieredQuestion[]>>): string {
  const rows = Object.entries(sets).flatMap(([name, questions]) => {
    const ways: Record<string, (question: TieredQuestion) => Tier> = {
      'the tier head': ({ said }) => said.tier,
      'the policy, dial at 0.5': ({ said }) => said.chosen,
      'prompt length': lengthTier(questions),
      'always small': () => 'small',
      'always large': () => 'large',
    };
    return Object.entries(ways).map(([way, tierOf]) => [
      ...[name, questions.length, way],
      shareOf(questions, (question) => tierOf(question) === question.tier),
      shareOf(questions, (question) => TIERS.indexOf(tierOf(question)) >= TIERS.indexOf(question.tier)),
      way === 'the tier head' ? shareOf(questions, ({ category, said }) => said.category === category) : '-',
    ]);
  });
  return tableOf(['', 'rows', 'chosen by', 'exact (95 %)', 'not too small (95 %)', 'category (95 %)'], rows);
}

/** By the head alone, and by the policy among one model of each tier without prices. */
function saidOf({ category, tier, right }: QuestionEstimate): TieredQuestion['said'] {
  const choices = TIERS.map((one) => ({
    ...{ model: one, tier: one, right: right[one], costUsd: undefined, seconds: 1, isDown: false },
  }));
  const settings = { quality: 0.5, maxLatencyMs: undefined };
  const [first] = rankModels(choices, { limit: {}, settings, budgetUsd: undefined });
  return { category: category.name, tier, chosen: first?.tier ?? tier };
}

/** Cuts by length that give each tier its true share: more than a user of it would know. */
function lengthTier(questions: readonly TieredQuestion[]): (question: TieredQuestion) => Tier {
  const lengths = questions.map(({ text }) => text.length).sort((a, b) => a - b);
  const counts = TIERS.map((tier) => questions.filter((question) => question.tier === tier).length);
  let sum = 0;
  const cuts = counts.map((count) => lengths[(sum += count)] ?? Infinity);
  return ({ text }) => TIERS[cuts.findIndex((cut) => text.length < cut)] ?? 'reasoning';
}

/** "81.2 % (75 to 87)" */
function shareOf(questions: readonly TieredQuestion[], holds: (question: TieredQuestion) => boolean): string {
  const held = questions.map((question) => (holds(question) ? 1 : 0));
  const random = seededRandom(3);
  const mean = (values: readonly number[]): number =>
    (100 * values.reduce((sum: number, value) => sum + value, 0)) / values.length;
  const drawn = Array.from({ length: 500 }, () =>
    mean(held.map(() => held[Math.floor(random() * held.length)] ?? 0)),
  ).sort((a, b) => a - b);
  const at = (share: number): string => (drawn[Math.floor(share * drawn.length)] ?? Number.NaN).toFixed(0);
  return `${mean(held).toFixed(1)} % (${at(0.025)} to ${at(0.975)})`;
}
