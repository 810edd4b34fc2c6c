import type { Learnt, NearQuestion } from '../cache/decision.ts';
import { placeOf } from './ask.ts';
import type { Turn } from './turn.ts';

/** What use has shown of an entry, for who asks and how. */
export type LearntOf = (
  entry: NearQuestion['entry'],
  asked: { questionHash: string; group: string },
) => Learnt;

/** The same for one request; undefined where nothing learns. */
export function learntFor(
  learnt: LearntOf | undefined,
  { questionHash, caller }: Turn,
): ((entry: NearQuestion['entry']) => Learnt) | undefined {
  const asked = { questionHash, group: placeOf(caller) };
  return learnt && ((entry) => learnt(entry, asked));
}
