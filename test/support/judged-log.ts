import type { JudgedDecision } from '../../daemon/learning/judged-log.ts';
import { sigmoid } from '../../daemon/lib/log-odds.ts';
import { seededRandom } from '../../daemon/lib/seeded-random.ts';
import { judgedDecision } from './judged-decision.ts';

interface LogOptions {
  count: number;
  /** True log-odds are the score plus this. */
  shift?: number;
  seed?: number;
  entries?: number;
  change?: Partial<JudgedDecision>;
}

/** Audited answers with scores from 2.5 to 6.5, more of them low, right as often as their true log-odds say. */
export function judgedLog({
  count,
  shift = 0,
  seed = 1,
  entries = 80,
  change,
}: LogOptions): JudgedDecision[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const score = 2.5 + 4 * random() ** 1.5;
    return judgedDecision({
      ...{ decisionId: `decision ${index}`, entryId: `entry ${index % entries}` },
      ...{
        questionHash: `wording ${index}`,
        score,
        isRight: random() < sigmoid(score + shift),
        from: 'audit',
      },
      ...change,
    });
  });
}
