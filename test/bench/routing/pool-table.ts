import { tableOf } from '../../../daemon/cli/table.ts';
import { averageQuality, qualityAt, type QualityCost } from '../../../daemon/evaluation/quality-cost.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import type { JudgedQuestion } from './judged-questions.ts';

/** US dollars per million tokens of LLMRouter's candidates (its default_llm.json); answers are taken as equally long. */
const PRICES: Record<string, number> = {
  'gemma-2-9b-it': 0.1,
  ...Object.fromEntries(
    [
      'qwen2.5-7b-instruct',
      'codegemma-7b',
      'llama-3.1-8b-instruct',
      'llama3-chatqa-1.5-8b',
      'mistral-7b-instruct-v0.3',
    ].map((model) => [model, 0.2]),
  ),
  ...Object.fromEntries(
    ['llama-3.3-nemotron-super-49b-v1', 'llama-3.1-nemotron-51b-instruct', 'llama3-chatqa-1.5-70b'].map(
      (model) => [model, 0.9],
    ),
  ),
};
const MODELS = Object.keys(PRICES);
const [CHEAPEST, DEAREST] = [Math.min(...Object.values(PRICES)), Math.max(...Object.values(PRICES))];
/** What a unit of quality may cost, from nothing but quality to nothing but cost. */
const RATES = [0, ...Array.from({ length: 40 }, (_, step) => 0.005 * 1.17 ** step)];
const TIMES = 200;

/** What one way to choose gives for each setting: the model of each question. */
type Choices = string[][];

/** Quality against cost of ways to choose among all models, with bootstrap intervals. */
export function poolTable(judged: readonly JudgedQuestion[]): string {
  const best = MODELS.map((model) => ({
    model,
    quality: mean(judged.map(({ scores }) => scores[model] ?? 0)),
  })).sort((a, b) => b.quality - a.quality)[0];
  const ways: Record<string, Choices> = {
    'the heads, by kind of question': choose(judged, ({ expected }) => expected),
    'table by true category': choose(judged, ({ table }) => table ?? {}),
    'single models, mixed by a coin': MODELS.map((model) => judged.map(() => model)),
    [`best single model (${best?.model ?? '-'}) or the cheapest`]: [best?.model ?? '', 'gemma-2-9b-it'].map(
      (model) => judged.map(() => model),
    ),
    oracle: choose(judged, ({ scores }) => scores),
  };
  return tableOf(
    ['', 'AIQ (95 %)', 'quality at half the dearest price (95 %)'],
    Object.entries(ways).map(([name, choices]) => {
      const everyone = judged.map((_, index) => index);
      const whole = figuresOf(judged, choices, everyone);
      const drawn = resampled(judged, choices);
      return [
        name,
        `${whole.aiq.toFixed(3)} ${interval(drawn.map(({ aiq }) => aiq))}`,
        `${whole.half.toFixed(3)} ${interval(drawn.map(({ half }) => half))}`,
      ];
    }),
  );
}

function choose(
  judged: readonly JudgedQuestion[],
  expected: (question: JudgedQuestion) => Record<string, number>,
): Choices {
  return RATES.map((rate) =>
    judged.map((question) => {
      const quality = expected(question);
      const worth = (model: string): number => (quality[model] ?? 0) - rate * (PRICES[model] ?? 0);
      return MODELS.reduce((best, model) => (worth(model) > worth(best) ? model : best));
    }),
  );
}

function figuresOf(
  judged: readonly JudgedQuestion[],
  choices: Choices,
  places: readonly number[],
): { aiq: number; half: number } {
  const points: QualityCost[] = choices.map((models) => {
    let [cost, quality] = [0, 0];
    for (const place of places) {
      const model = models[place] ?? '';
      cost += PRICES[model] ?? 0;
      quality += judged[place]?.scores[model] ?? 0;
    }
    return { cost: cost / places.length, quality: quality / places.length };
  });
  // Every way may also ask the cheapest model for all.
  const cheapest = mean(places.map((place) => judged[place]?.scores['gemma-2-9b-it'] ?? 0));
  const all = [...points, { cost: CHEAPEST, quality: cheapest }];
  return {
    aiq: averageQuality(all, { cheapest: CHEAPEST, dearest: DEAREST }),
    half: qualityAt(all, DEAREST / 2),
  };
}

function resampled(judged: readonly JudgedQuestion[], choices: Choices): { aiq: number; half: number }[] {
  const random = seededRandom(2);
  return Array.from({ length: TIMES }, () =>
    figuresOf(
      judged,
      choices,
      judged.map(() => Math.floor(random() * judged.length)),
    ),
  );
}

function interval(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(3);
  return `(${at(0.025)} to ${at(0.975)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
