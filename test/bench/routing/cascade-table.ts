import { tableOf } from '../../../daemon/cli/table.ts';
import { qualityAt, type QualityCost } from '../../../daemon/evaluation/quality-cost.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { CHECK_ACCURACY, cheaperFirst, type CheckAccuracy } from '../../../daemon/router/policy/cascade.ts';
import { rankModels, type Choice } from '../../../daemon/router/policy/rank-models.ts';
import { PAIRS, type PublicSet } from '../../../daemon/training/routing/examples.ts';
import type { JudgedQuestion } from './judged-questions.ts';

/** Prices are 1 to 10; a check reads the answer and writes a word, which costs about half of writing it. Times are typical ones. */
const [SMALL, CHECK, LARGE] = [
  { costUsd: 1, seconds: 2.2 },
  { costUsd: 0.5, seconds: 0.5 },
  { costUsd: 10, seconds: 11.2 },
];
const DIALS = [0.5, 0.6, 0.7, 0.8, 0.9];
const ALL_DIALS = Array.from({ length: 49 }, (_, step) => (step + 1) / 50);
const ACCURACIES = [0.6, 0.7, 0.8, 0.9];
const TIMES = 300;

/** What is had of each question: its quality in [0, 1] and its cost. */
interface Outcomes {
  quality: Float64Array;
  cost: Float64Array;
  /** Share of questions for which the small model was asked first. */
  cascaded: number;
}

/**
 * What asking small, checking and escalating gains over asking one model at once, by the policy and by how often a check is right: `known`
 * where the policy knows that, `self` and `other` where it takes the check to be as it does in the product. A check errs by
 * chance here, which flatters it: a real one errs where the question is hard for all.
 */
export function cascadeTable(
  sets: readonly { name: string; set: PublicSet; judged: readonly JudgedQuestion[] }[],
): string {
  const headings = [
    ...['', 'check right', 'dial', 'cascaded', 'cost: at once', 'cascade', 'right: at once', 'cascade'],
    ...['more right at equal cost, points (95 %)', 'assumed as self', 'assumed as other'],
  ];
  return tableOf(
    headings,
    sets.flatMap(({ name, set, judged }) => linesOf(name, new Simulation(judged, PAIRS[set]))),
  );
}

function linesOf(name: string, simulation: Simulation): string[][] {
  const atOnce = ALL_DIALS.map((dial) => simulation.play(dial));
  const draws = drawsOf(atOnce, simulation.size);
  return ACCURACIES.flatMap((accuracy) =>
    DIALS.map((dial) => {
      const isRight = { sensitivity: accuracy, specificity: accuracy };
      const direct = simulation.play(dial);
      const [known, self, other] = [isRight, CHECK_ACCURACY.self, CHECK_ACCURACY.other].map((assumed) =>
        simulation.play(dial, { assumed, isRight }),
      );
      if (!known || !self || !other) throw new Error('There is one for each.');
      return [
        ...[name, percent(accuracy), dial.toFixed(1), percent(known.cascaded)],
        ...[mean(direct.cost), mean(known.cost)].map((cost) => cost.toFixed(2)),
        ...[mean(direct.quality), mean(known.quality)].map((quality) => (100 * quality).toFixed(1)),
        ...[known, self, other].map((one) => (one.cascaded === 0 ? '-' : gainOf(one, atOnce, draws))),
      ];
    }),
  );
}

class Simulation {
  readonly #judged: readonly JudgedQuestion[];
  readonly #pair: { weak: string; strong: string };

  constructor(judged: readonly JudgedQuestion[], pair: { weak: string; strong: string }) {
    this.#judged = judged;
    this.#pair = pair;
  }

  get size(): number {
    return this.#judged.length;
  }

  /** Without a check the chosen model is asked at once. What is drawn by chance counts by its expectation. */
  play(dial: number, check?: { assumed: CheckAccuracy; isRight: CheckAccuracy }): Outcomes {
    const size = this.#judged.length;
    const outcomes: Outcomes = { quality: new Float64Array(size), cost: new Float64Array(size), cascaded: 0 };
    this.#judged.forEach(({ scores, estimate }, at) => {
      const [small, large] = [scores[this.#pair.weak] ?? 0, scores[this.#pair.strong] ?? 0];
      const ranked = rankModels(choicesOf(estimate.right), {
        ...{ limit: {}, settings: { quality: dial, maxLatencyMs: undefined }, budgetUsd: undefined },
      });
      const checkOf = (): (CheckAccuracy & typeof CHECK) | undefined =>
        check && { ...check.assumed, ...CHECK };
      const first = cheaperFirst(ranked, { quality: dial, checkOf, fits: () => true });
      if (first !== undefined && check) {
        const { sensitivity, specificity } = check.isRight;
        const rejected = small * (1 - sensitivity) + (1 - small) * specificity;
        outcomes.quality[at] = small * sensitivity + rejected * large;
        outcomes.cost[at] = SMALL.costUsd + CHECK.costUsd + rejected * LARGE.costUsd;
        outcomes.cascaded += 1 / size;
      } else {
        const isLarge = ranked[0]?.tier === 'large';
        outcomes.quality[at] = isLarge ? large : small;
        outcomes.cost[at] = isLarge ? LARGE.costUsd : SMALL.costUsd;
      }
    });
    return outcomes;
  }
}

function choicesOf(right: JudgedQuestion['estimate']['right']): Choice[] {
  return [
    { model: 'small', tier: 'small', right: right.small, isDown: false, ...SMALL },
    { model: 'large', tier: 'large', right: right.large, isDown: false, ...LARGE },
  ];
}

/** The questions of one resampling, and what asking at once gives with them at each dial. */
interface Draw {
  places: Int32Array;
  atOnce: QualityCost[];
}

function drawsOf(atOnce: readonly Outcomes[], size: number): Draw[] {
  const random = seededRandom(4);
  return Array.from({ length: TIMES }, () => {
    const places = Int32Array.from({ length: size }, () => Math.floor(random() * size));
    return { places, atOnce: atOnce.map((one) => pointOf(one, places)) };
  });
}

/** Points of quality beyond what the dial gives at once for the same cost: "+2.4 (1.8 to 3.0)". */
function gainOf(cascade: Outcomes, atOnce: readonly Outcomes[], draws: readonly Draw[]): string {
  const gain = ({ cost, quality }: QualityCost, points: readonly QualityCost[]): number =>
    100 * (quality - qualityAt(points, cost));
  const drawn = draws
    .map((draw) => gain(pointOf(cascade, draw.places), draw.atOnce))
    .sort((one, other) => one - other);
  const at = (share: number): string => (drawn[Math.floor(share * (TIMES - 1))] ?? Number.NaN).toFixed(1);
  const whole = gain(
    pointOf(cascade),
    atOnce.map((one) => pointOf(one)),
  );
  return `${whole < 0 ? '' : '+'}${whole.toFixed(1)} (${at(0.025)} to ${at(0.975)})`;
}

function pointOf({ cost, quality }: Outcomes, places?: Int32Array): QualityCost {
  return { cost: mean(cost, places), quality: mean(quality, places) };
}

/** Of all, or of those at the places. */
function mean(values: Float64Array, places?: Int32Array): number {
  let sum = 0;
  if (!places) for (const value of values) sum += value;
  else for (const place of places) sum += values[place] ?? 0;
  return sum / (places ?? values).length;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
