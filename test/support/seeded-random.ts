/** Chance that is the same in every run. */
export { seededRandom } from '../../daemon/lib/seeded-random.ts';
