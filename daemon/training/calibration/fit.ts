/**
 * `npm run train:calibration -- [VERIFIER_FOLDER]`: weighs judged pairs that trained no model and writes
 * calibration.json into the verifier's folder. Some minutes; needs the public sets (ASKONCE_DATA_DIR).
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pino } from 'pino';
import { weighPairs } from '../../calibrating/weigh-pairs.ts';
import { configSchema } from '../../config/config-schema.ts';
import { embedderFolder, verifierFolder } from '../../config/model-folders.ts';
import { createLocalEmbedder } from '../../embedding/local-embedder.ts';
import { createLocalVerifier } from '../../verifying/local-verifier.ts';
import { familiarityOf } from '../../cache/matching/calibration.ts';
import { fitCalibration } from '../../cache/matching/fit-calibration.ts';
import { PREVALENCE } from '../../cache/matching/metrics.ts';
import { featuresOf } from '../../cache/matching/pair-evidence.ts';
import { fitFamiliarity } from './fit-familiarity.ts';
import {
  CALIBRATION_FAMILIES,
  familyPairs,
  editPairs,
  quoraPairs,
  rereadQuoraPairs,
  trainedFamilyQuestions,
  type SourcedPair,
} from './judged-sets.ts';

const DEADLINE_MS = 600_000;

const sources: Record<string, SourcedPair[]> = {
  families: familyPairs(CALIBRATION_FAMILIES),
  edits: editPairs(),
  quora: rereadQuoraPairs(),
};

const config = configSchema.parse({ matching: { verifier: process.argv[2] } });
const folder = verifierFolder(config);
if (folder === undefined) throw new Error('Name the verifier’s folder.');
const log = pino({ level: 'warn' });
const embedder = createLocalEmbedder({ modelFolder: embedderFolder(config), log, deadlineMs: DEADLINE_MS });
const verifier = createLocalVerifier({ modelFolder: folder, log, deadlineMs: DEADLINE_MS });
const others = quoraPairs('train').map(({ a }) => a);
const familiarity = await fitFamiliarity(
  trainedFamilyQuestions(),
  others.filter((_, index) => index % 4 === 0),
  embedder,
);
const judged = [];
for (const [source, pairs] of Object.entries(sources)) {
  const weighed = await weighPairs(pairs, { embedder, verifier });
  process.stdout.write(`${source}: ${weighed.length} of ${pairs.length} pairs weighed\n`);
  for (const { evidence, similarity, logit, vector, label, group, isRuledOut } of weighed) {
    const familiar = familiarityOf(familiarity, vector);
    const features = featuresOf(evidence, { logit, similarity, familiarity: familiar });
    judged.push({ features, label, group, source, isRuledOut });
  }
}
const models = { embedder: embedder.id, verifier: verifier.id };
const data = fitCalibration(judged, { models, familiarity, prevalence: PREVALENCE });
writeFileSync(path.join(folder, 'calibration.json'), `${JSON.stringify(data, null, 2)}\n`);
for (const { maxWrongRate, score } of data.cuts) {
  process.stdout.write(`budget ${maxWrongRate}: from score ${score.toFixed(2)} on\n`);
}
await Promise.all([embedder.close(), verifier.close()]);
