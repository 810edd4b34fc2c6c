import { cutsOf, PREVALENCE } from '../../../daemon/cache/matching/metrics.ts';
import type { JudgedPair } from './judged-set.ts';

const [WIDTH, HEIGHT, MARGIN] = [320, 220, 44];
const MOST_WRONG = 0.7;
const MOST_POINTS = 250;

/** For each set a panel: the share of the same served (across) against the share of wrong ones among the served (up). */
export function figureOf(sets: Readonly<Record<string, readonly JudgedPair[]>>, budget: number): string {
  const panels = Object.entries(sets).map(([name, pairs], index) => panelOf(name, pairs, { index, budget }));
  const [width, height] = [panels.length * WIDTH, HEIGHT];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    ...panels,
    '</svg>\n',
  ].join('\n');
}

function panelOf(
  name: string,
  pairs: readonly JudgedPair[],
  { index, budget }: { index: number; budget: number },
): string {
  const x = (recall: number): string => (MARGIN + recall * (WIDTH - 2 * MARGIN)).toFixed(1);
  const y = (wrong: number): string =>
    (HEIGHT - MARGIN - (Math.min(wrong, MOST_WRONG) / MOST_WRONG) * (HEIGHT - 2 * MARGIN)).toFixed(1);
  const curve = (score: (pair: JudgedPair) => number, colour: string): string => {
    const cuts = cutsOf(
      pairs.map((pair) => ({ label: pair.label, score: score(pair) })),
      PREVALENCE,
    );
    const step = Math.ceil(cuts.length / MOST_POINTS);
    const points = cuts
      .filter((_, at) => at % step === 0)
      .map(({ recall, wrong }) => `${x(recall)},${y(wrong)}`);
    return `<polyline fill="none" stroke="${colour}" stroke-width="1.6" points="${points.join(' ')}"/>`;
  };
  const label = (at: [string, number], text: string, more = ''): string =>
    `<text x="${at[0]}" y="${at[1]}" ${more}>${text}</text>`;
  return [
    `<g transform="translate(${index * WIDTH} 0)">`,
    label([x(0), MARGIN - 22], name, 'font-weight="bold"'),
    `<path d="M${x(0)} ${y(MOST_WRONG)}V${y(0)}H${x(1)}" fill="none" stroke="#444"/>`,
    `<path d="M${x(0)} ${y(budget)}H${x(1)}" stroke="#999" stroke-dasharray="4 3"/>`,
    curve(({ similarity }) => similarity, '#c2410c'),
    curve(({ score }) => score, '#1d4ed8'),
    ...[0, 0.5, 1].map((share) =>
      label([x(share), HEIGHT - MARGIN + 14], `${share * 100} %`, 'text-anchor="middle"'),
    ),
    ...[0, 0.35, 0.7].map((share) =>
      label([x(-0.02), Number(y(share)) + 4], `${share * 100} %`, 'text-anchor="end"'),
    ),
    label([x(0.5), HEIGHT - 12], 'rewordings served', 'text-anchor="middle"'),
    label([x(0.02), MARGIN - 6], 'wrong among the served', 'fill="#444"'),
    label([x(1), Number(y(budget)) - 4], 'budget', 'text-anchor="end" fill="#777"'),
    label([x(1), MARGIN + 6], 'cosine', 'text-anchor="end" fill="#c2410c"'),
    label([x(1), MARGIN + 20], 'AskOnce', 'text-anchor="end" fill="#1d4ed8"'),
    '</g>',
  ].join('\n');
}
