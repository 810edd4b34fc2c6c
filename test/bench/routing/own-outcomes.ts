import { refitModel, type ModelOutcome } from '../../../daemon/calibrating/refit-model.ts';
import { tableOf } from '../../../daemon/cli/table.ts';
import { calibrationError } from '../../../daemon/evaluation/evaluate-routing.ts';
import {
  apgrGainInterval,
  curveFigures,
  type RankedQuestion,
} from '../../../daemon/evaluation/routing-curve.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { estimateQuestion, type QuestionEstimate } from '../../../daemon/router/heads/estimate-question.ts';
import { correctedRight } from '../../../daemon/router/own-models/own-models.ts';
import { mulberry32 } from '../../../daemon/training/mulberry32.ts';
import type { MeasuredQuestion, PublicSet } from '../../../daemon/training/routing/examples.ts';
import type { SeenQuestions } from '../../../daemon/training/routing/see-questions.ts';
import { headsFor } from './judged-questions.ts';

/** Models whose outcomes no head was fitted to; the weak one stands in the small tier, the strong one in the large. */
const CHOICES: readonly { set: PublicSet; weak: string; strong: string }[] = [
  { set: 'llmrouter', weak: 'mistral-7b-instruct-v0.3', strong: 'gemma-2-9b-it' },
  { set: 'llmrouter', weak: 'codegemma-7b', strong: 'qwen2.5-7b-instruct' },
  { set: 'llmrouter', weak: 'llama3-chatqa-1.5-70b', strong: 'gemma-2-9b-it' },
  { set: 'mmlupro', weak: 'phi-3-mini-4k-instruct', strong: 'gemini-1.5-flash-002' },
  { set: 'mmlupro', weak: 'mixtral-8x7b-instruct', strong: 'gemini-1.5-flash-002' },
];
const ROWS = [200, 1_000, Infinity];
const TIMES = 500;

type Estimated = MeasuredQuestion & { estimate: QuestionEstimate };

/**
 * What training on one's own outcomes is worth: a third of the questions fits the heads, up to a third are a user's outcomes, and
 * the last third is judged, before and after.
 */
export function ownOutcomesTable(questions: SeenQuestions): string {
  const third = thirds();
  const part = (which: number) => questions.measured.filter(({ text }) => third(text) === which);
  const heads = headsFor({ ...questions, measured: part(0) });
  const [own, asked] = [part(1), part(2)].map((some) =>
    some.map((one) => ({ ...one, estimate: estimateQuestion(heads, one.text, one.vector) })),
  );
  const headings = [
    ...['', 'own rows', 'APGR before', 'after', 'higher by (95 %)'],
    ...['P(right) off by, before: weak', 'strong', 'after: weak', 'strong'],
  ];
  return tableOf(
    headings,
    CHOICES.flatMap((choice) => ROWS.map((rows) => lineOf(choice, rows, own ?? [], asked ?? []))),
  );
}

/** The same text is in one third. */
function thirds(): (text: string) => number {
  const random = mulberry32(7);
  const known = new Map<string, number>();
  return (text) => {
    const which = known.get(text) ?? Math.floor(random() * 3);
    known.set(text, which);
    return which;
  };
}

function lineOf(
  { set, weak, strong }: (typeof CHOICES)[number],
  rows: number,
  own: readonly Estimated[],
  asked: readonly Estimated[],
): string[] {
  const known = shuffled(own.filter((one) => hasBoth(one, set, weak, strong))).slice(0, rows);
  const judged = asked.filter((one) => hasBoth(one, set, weak, strong));
  const [small, large] = [
    refitModel(known.map((one) => outcomeOf(one, weak, 'small'))),
    refitModel(known.map((one) => outcomeOf(one, strong, 'large'))),
  ];
  const before = judged.map(({ estimate: { right } }) => ({ small: right.small, large: right.large }));
  const after = judged.map(({ estimate: { right, signals } }) => ({
    small: correctedRight(right.small, small, signals),
    large: correctedRight(right.large, large, signals),
  }));
  const ranked = (said: typeof before): RankedQuestion[] =>
    judged.map(({ scores }, index) => ({
      ...{ weak: scores[weak] ?? 0, strong: scores[strong] ?? 0 },
      rank: (said[index]?.large ?? 0) - (said[index]?.small ?? 0),
    }));
  const offBy = (said: typeof before, tier: 'small' | 'large'): number =>
    calibrationError(
      judged.map(({ scores }, index) => ({
        ...{ said: said[index]?.[tier] ?? 0, was: scores[tier === 'small' ? weak : strong] ?? 0 },
      })),
    );
  const [one, other] = [ranked(before), ranked(after)];
  const gain = apgrGainInterval([one, other], { times: TIMES, random: seededRandom(1) });
  return [
    ...[`${weak} against ${strong}`, String(known.length)],
    ...[one, other].map((order) => curveFigures(order).apgr?.toFixed(3) ?? '-'),
    gain?.map((value) => value.toFixed(3)).join(' to ') ?? '-',
    ...[before, after]
      .flatMap((said) => [offBy(said, 'small'), offBy(said, 'large')])
      .map((value) => value.toFixed(3)),
  ];
}

function hasBoth(one: Estimated, set: PublicSet, weak: string, strong: string): boolean {
  return one.set === set && weak in one.scores && strong in one.scores;
}

function outcomeOf(
  { text, scores, estimate: { right, signals } }: Estimated,
  model: string,
  tier: 'small' | 'large',
): ModelOutcome {
  return { score: scores[model] ?? 0, signals, right: right[tier], group: text };
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const random = mulberry32(3);
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
