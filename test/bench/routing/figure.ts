import { PAIRS, type PublicSet } from '../../../daemon/training/routing/examples.ts';
import { svgOf, type Curve, type Panel } from '../panel.ts';
import type { JudgedQuestion } from './judged-questions.ts';

const [OURS, LENGTH, CHANCE, ORACLE] = ['#1d4ed8', '#c2410c', '#777777', '#15803d'];

/** For each set a panel: the share of questions that the large model gets (across) against the share that is right (up). */
export function figureOf(
  sets: readonly { name: string; set: PublicSet; judged: readonly JudgedQuestion[] }[],
): string {
  return svgOf(sets.map(panelOf));
}

function panelOf({ name, set, judged }: Parameters<typeof figureOf>[0][number]): Panel {
  const { weak, strong } = PAIRS[set];
  const curve = (rank: (question: JudgedQuestion) => number): Curve['points'] => {
    const right = (question: JudgedQuestion, model: string): number => question.scores[model] ?? 0;
    const sorted = [...judged].sort((a, b) => rank(b) - rank(a));
    let sum = sorted.reduce((total, question) => total + right(question, weak), 0);
    const points: [number, number][] = [[0, sum / sorted.length]];
    sorted.forEach((question, index) => {
      sum += right(question, strong) - right(question, weak);
      points.push([(index + 1) / sorted.length, sum / sorted.length]);
    });
    return points;
  };
  const oracle = curve(({ scores }) => (scores[strong] ?? 0) - (scores[weak] ?? 0));
  const ours = curve(({ estimate }) => estimate.right.large - estimate.right.small);
  const ends = [ours[0], ours.at(-1)].filter((point) => point !== undefined);
  const [low, high] = [
    Math.floor((ends[0]?.[1] ?? 0) * 20) / 20,
    Math.ceil(Math.max(...oracle.map(([, up]) => up)) * 20) / 20,
  ];
  const percent = (share: number): [number, string] => [share, `${Math.round(share * 100)} %`];
  return {
    title: name,
    across: { name: 'asked of the large model', from: 0, to: 1, ticks: [0, 0.5, 1].map(percent) },
    up: { name: 'right', from: low, to: high, ticks: [low, (low + high) / 2, high].map(percent) },
    names: 'bottom',
    curves: [
      { name: 'knows all outcomes', colour: ORACLE, points: oracle },
      { name: 'AskOnce', colour: OURS, points: ours },
      { name: 'prompt length', colour: LENGTH, points: curve(({ text }) => text.length) },
      { name: 'by chance', colour: CHANCE, points: ends },
    ],
  };
}
