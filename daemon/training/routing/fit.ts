/**
 * `npm run train:router`: fits the heads by which the router judges a question, and writes their weights and some known questions. A few minutes, most
 * of them for embedding; needs the public sets (ASKONCE_DATA_DIR). `npm run bench:routing` measures them on what is left out.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { knownQuestionsFile, routingHeadsFile } from '../../config/model-folders.ts';
import { openRoutingHeads } from '../../router/heads/routing-heads.ts';
import { mulberry32 } from '../mulberry32.ts';
import { chooseKnown } from './choose-known.ts';
import { fitHeads } from './fit-heads.ts';
import { seeTrainingQuestions } from './see-questions.ts';

const questions = await seeTrainingQuestions();
const heads = fitHeads({ ...questions, random: mulberry32(20261123) });
openRoutingHeads(heads);
const known = chooseKnown(questions.embedder, questions.written, mulberry32(20261124));
const file = routingHeadsFile();
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(heads)}\n`);
writeFileSync(knownQuestionsFile(), `${JSON.stringify(known)}\n`);
process.stdout.write(
  `${questions.measured.length} measured and ${questions.written.length} written questions; ${heads.kinds.classes.length} kinds and ${known.questions.length} known questions written to ${path.dirname(file)}\n`,
);
process.exit(0);
