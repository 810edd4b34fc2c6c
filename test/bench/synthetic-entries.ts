export { seededRandom } from '../support/seeded-random.ts';
