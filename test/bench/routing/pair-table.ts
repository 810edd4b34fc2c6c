import { tableOf } from '../../../daemon/cli/table.ts';
import { reportRouting } from '../../../daemon/evaluation/evaluate-routing.ts';
import { curveFigures } from '../../../daemon/evaluation/routing-curve.ts';
import { seededRandom } from '../../../daemon/lib/seeded-random.ts';
import { PAIRS, type PublicSet } from '../../../daemon/training/routing/examples.ts';
import type { JudgedQuestion } from './judged-questions.ts';

/** For each set of questions a line: how well the heads choose between its weak and its strong model, beside the baselines. */
export function pairTable(
  sets: readonly { name: string; set: PublicSet; judged: readonly JudgedQuestion[] }[],
): string {
  const headings = [
    ...['', 'rows', 'APGR (95 %)', 'CPT50', 'CPT80', 'random', 'length', 'category table', 'oracle'],
    ...['always small', 'always large', 'P(right) off by: small', 'large', 'unlike'],
  ];
  return tableOf(
    headings,
    sets.map(({ name, set, judged }) => {
      const { weak, strong } = PAIRS[set];
      const report = reportRouting(
        judged.map(({ text: question, scores, estimate }) => ({
          question,
          scores,
          estimate,
          cost: undefined,
          group: undefined,
        })),
        { weak, strong },
        seededRandom(1),
      );
      const { apgr, apgr_interval: interval, baselines, calibration_error: error } = report;
      return [
        ...[name, report.rows, `${shown(apgr)} (${interval?.map(shown).join(' to ') ?? '-'})`],
        ...[report.cpt50?.toFixed(1) ?? '-', report.cpt80?.toFixed(1) ?? '-'],
        ...[baselines.random, baselines.length, tableApgr(judged, { weak, strong }), baselines.oracle].map(
          shown,
        ),
        ...[report.weak, report.strong, error.weak, error.strong].map(shown),
        `${(100 * report.unfamiliar).toFixed(1)} %`,
      ];
    }),
  );
}

/** Knows each question's true category, and from other questions the mean gap there. */
function tableApgr(
  judged: readonly JudgedQuestion[],
  { weak, strong }: { weak: string; strong: string },
): number | null {
  const ranked = judged.map(({ scores, table }) => ({
    ...{ weak: scores[weak] ?? 0, strong: scores[strong] ?? 0 },
    rank: (table?.[strong] ?? 0) - (table?.[weak] ?? 0),
  }));
  return curveFigures(ranked).apgr ?? null;
}

function shown(value: number | null): string {
  return value === null ? '-' : value.toFixed(3);
}
