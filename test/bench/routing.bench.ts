import { existsSync, writeFileSync } from 'node:fs';
import { routingHeadsFile } from '../../daemon/config/model-folders.ts';
import { estimateQuestion } from '../../daemon/router/heads/estimate-question.ts';
import { readRoutingHeads, type RoutingHeads } from '../../daemon/router/heads/routing-heads.ts';
import { mulberry32 } from '../../daemon/training/mulberry32.ts';
import { publicFolder } from '../../daemon/training/public-sets.ts';
import type { PublicSet } from '../../daemon/training/routing/examples.ts';
import { seeTrainingQuestions, type SeenQuestions } from '../../daemon/training/routing/see-questions.ts';
import { measure, ms, percentile } from './measure.ts';
import { cascadeTable } from './routing/cascade-table.ts';
import { blindQuestions, chatTable, writtenTiers } from './routing/chat-table.ts';
import { figureOf } from './routing/figure.ts';
import { headsFor, judgeMeasured, judgeParts, type JudgedQuestion } from './routing/judged-questions.ts';
import { ownOutcomesTable } from './routing/own-outcomes.ts';
import { pairTable } from './routing/pair-table.ts';
import { poolTable } from './routing/pool-table.ts';

const FOLDS = 5;
const TIMES = 2_000;
const NAMES: Record<PublicSet, string> = {
  mmlupro: 'MMLU-Pro, 8B against 70B',
  llmrouter: 'LLMRouter, 8B against 51B',
};
const SETS = ['mmlupro', 'llmrouter'] as const;

/**
 * How well the router's heads judge questions that did not fit them: heads fitted anew by the recipe for each part that is
 * left out, beside chance, length, tables and oracle; then those that ship, on the blind chat questions. Ten minutes; `figure` is a file
 * for the curves as SVG.
 */
export async function benchRouting(
  print: (line: string) => void,
  { figure }: { figure?: string },
): Promise<void> {
  const folder = publicFolder();
  if (!existsSync(folder)) {
    print(`no public sets at ${folder}; set ASKONCE_DATA_DIR`);
    return;
  }
  const show = (title: string, table: string): void => {
    for (const line of [title, ...table.split('\n'), '']) print(line);
  };
  const shipped = readRoutingHeads(routingHeadsFile());
  const questions = await seeTrainingQuestions();
  show('Time of a decision, without the embedding', await timesLine(shipped, questions));
  const unseen = judgeParts(questions, foldOf());
  show('Unseen questions, five folds', pairTable(bySet(unseen.measured)));
  if (figure !== undefined) writeFileSync(figure, figureOf(bySet(unseen.measured)));
  show(
    'All models of LLMRouter with its prices, five folds',
    poolTable(unseen.measured.filter(({ set }) => set === 'llmrouter')),
  );
  show(
    'A cheaper model first, its answer checked: prices 1 to 10, five folds',
    cascadeTable(bySet(unseen.measured)),
  );
  show(
    'Chat questions, labelled by people',
    chatTable({
      'written, five folds': writtenTiers(unseen.written),
      'blind, as shipped': await blindQuestions(shipped),
    }),
  );
  show("Outcomes of the user's own, of models that no head was fitted to", ownOutcomesTable(questions));
  show('Transfer: fitted on the other set alone', pairTable(transferred(questions)));
  const categories = judgeParts(questions, (question) => ('group' in question ? question.group : undefined));
  show('Unseen categories, one left out at a time', pairTable(bySet(categories.measured)));
}

/** The same text is in one fold. */
function foldOf(): (question: { text: string }) => string {
  const random = mulberry32(5);
  const folds = new Map<string, string>();
  return ({ text }) => {
    const fold = folds.get(text) ?? String(Math.floor(random() * FOLDS));
    folds.set(text, fold);
    return fold;
  };
}

function bySet(judged: readonly JudgedQuestion[]): Parameters<typeof pairTable>[0] {
  return SETS.map((set) => ({ name: NAMES[set], set, judged: judged.filter((one) => one.set === set) }));
}

function transferred(questions: SeenQuestions): Parameters<typeof pairTable>[0] {
  return SETS.map((set) => {
    const asked = questions.measured.filter((one) => one.set === set);
    const known = questions.measured.filter((one) => one.set !== set);
    const heads = headsFor({ ...questions, measured: known });
    return { name: NAMES[set], set, judged: judgeMeasured(heads, { asked, known }) };
  });
}

async function timesLine(heads: RoutingHeads, { written, measured }: SeenQuestions): Promise<string> {
  const asked = [...written, ...measured.slice(0, TIMES)];
  const times = await measure(TIMES, (run) => {
    const question = asked[run % asked.length];
    if (question) estimateQuestion(heads, question.text, question.vector);
  });
  return `p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))}`;
}
