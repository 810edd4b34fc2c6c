import { createCosineMatcher, type Matcher } from '../../daemon/cache/matching/matcher.ts';

/** Serves what is this similar and contradicts in nothing; says that nine of ten are right. */
export function cosineMatcher(floor = 0.9): Matcher {
  return createCosineMatcher({ floor, precisionAt: () => 0.9 });
}
