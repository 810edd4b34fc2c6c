/**
 * `npm run train:bound`: trains the head that sees what a question is bound to, prints how it does on examples that did
 * not train it, and writes its weights. A minute; needs the public sets (ASKONCE_DATA_DIR).
 */
import { writeFileSync } from 'node:fs';
import { askingSentences } from '../../cache/storable/asking-sentences.ts';
import { boundFeatures } from '../../cache/storable/bound-features.ts';
import type { BoundWeights } from '../../cache/storable/bound-head.ts';
import { boundKinds } from '../../cache/storable/bound-kind.ts';
import { boundByPattern, createBoundTo, type BoundTo } from '../../cache/storable/bound-questions.ts';
import { boundWeightsFile } from '../../config/model-folders.ts';
import { mulberry32 } from '../mulberry32.ts';
import { familyExamples, publicExamples, writtenExamples, type BoundExample } from './examples.ts';
import { fitSparseSoftmax, type SparseCase } from './sparse-softmax.ts';

const WEIGHTS_FILE = boundWeightsFile();
const FOLDS = 5;
/** A question at the edge is rather asked anew than answered wrongly. */
const THRESHOLD = 0.45;
const UNIT = 0.05;
/** Features seen less often, and weights under this many units, are dropped. */
const FEWEST_TIMES = 4;
const LEAST_UNITS = 4;
/** Of the families and the public sets, to be about as many as the written examples. */
const SHARE_OF_OTHERS = 0.4;

const random = mulberry32(20261123);
const written = writtenExamples();
const families = familyExamples();
const others = [...families.train, ...publicExamples()].filter(() => random() < SHARE_OF_OTHERS);

const folds = written.map(() => Math.floor(random() * FOLDS));
const unseen = Array.from({ length: FOLDS }, (_, fold) => {
  const train = written.filter((_example, index) => folds[index] !== fold);
  const judge = createBoundTo(fit([...train, ...others]));
  return written.filter((_example, index) => folds[index] === fold).map((example) => ({ ...example, judge }));
}).flat();
const weights = fit([...written, ...others]);
const byPattern = { judge: boundByPattern };

report('written, cross-validated', unseen);
report(
  'written, patterns alone',
  unseen.map((example) => ({ ...example, ...byPattern })),
);
report(
  'families of unseen topics',
  families.test.map((example) => ({ ...example, judge: createBoundTo(weights) })),
);
report(
  'the same, patterns alone',
  families.test.map((example) => ({ ...example, ...byPattern })),
);
writeFileSync(WEIGHTS_FILE, `${JSON.stringify(weights).replaceAll('],', '],\n')}\n`);
print(`${Object.keys(weights.weights).length} features written to ${WEIGHTS_FILE}`);

function fit(examples: readonly BoundExample[]): BoundWeights {
  const cases = frequentFeatures(examples.flatMap(casesOf));
  const training = { classes: boundKinds.length + 1, epochs: 8, rate: 0.2, penalty: 2e-5, random };
  const { bias, weights: learnt } = fitSparseSoftmax(cases, training);
  const inUnits = (row: readonly number[]): number[] => row.map((weight) => Math.round(weight / UNIT));
  const kept = Array.from(learnt, ([feature, row]) => [feature, inUnits(row)] as const).filter(([, row]) =>
    row.some((units) => Math.abs(units) >= LEAST_UNITS),
  );
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return { threshold: THRESHOLD, unit: UNIT, bias: inUnits(bias), weights: Object.fromEntries(kept) };
}

/** Each asking sentence for itself, as it is read later; a secret may stand anywhere. */
function casesOf({ text, bound, weight }: BoundExample): SparseCase[] {
  const sentences = bound === 'secret' ? [text] : askingSentences(text);
  const label = bound === 'none' ? 0 : boundKinds.indexOf(bound) + 1;
  return sentences.map((sentence) => ({ features: [...boundFeatures(sentence)], label, weight }));
}

function frequentFeatures(cases: readonly SparseCase[]): SparseCase[] {
  const times = new Map<string, number>();
  for (const feature of cases.flatMap(({ features }) => features))
    times.set(feature, (times.get(feature) ?? 0) + 1);
  const isFrequent = (feature: string): boolean => (times.get(feature) ?? 0) >= FEWEST_TIMES;
  return cases.map((one) => ({ ...one, features: one.features.filter(isFrequent) }));
}

function report(name: string, examples: readonly (BoundExample & { judge: BoundTo })[]): void {
  const share = (kinds: readonly string[]): string => {
    const some = examples.filter(({ bound }) => kinds.includes(bound));
    const refused = some.filter(({ text, judge }) => judge(text) !== undefined).length;
    return some.length === 0 ? 'none' : `${((100 * refused) / some.length).toFixed(1)} % of ${some.length}`;
  };
  const each = boundKinds.map((kind) => `${kind} ${share([kind])}`).join(', ');
  print(`${name}: refused of bound ${share(boundKinds)} (${each}), of unbound ${share(['none'])}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
