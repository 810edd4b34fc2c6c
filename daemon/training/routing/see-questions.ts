import { pino } from 'pino';
import { normaliseQuestion } from '../../cache/normalise.ts';
import { configSchema } from '../../config/config-schema.ts';
import { embedderFolder } from '../../config/model-folders.ts';
import { createLocalEmbedder } from '../../embedding/local-embedder.ts';
import {
  measuredQuestions,
  writtenQuestions,
  type MeasuredQuestion,
  type WrittenQuestion,
} from './examples.ts';
import { see, type Seen } from './fit-heads.ts';

/** All that trains the heads, embedded by the model that ships. */
export interface SeenQuestions {
  embedder: string;
  measured: Seen<MeasuredQuestion>[];
  written: Seen<WrittenQuestion>[];
}

const AT_ONCE = 64;

/** A minute or two. @throws Error where the public sets are not there. */
export async function seeTrainingQuestions(): Promise<SeenQuestions> {
  const measured = [...measuredQuestions('llmrouter'), ...measuredQuestions('mmlupro')];
  const { embedder, seen } = await seeQuestions([...measured, ...writtenQuestions()]);
  return {
    embedder,
    measured: seen.flatMap((question) => ('scores' in question ? [question] : [])),
    written: seen.flatMap((question) => ('tier' in question ? [question] : [])),
  };
}

/** Embeds questions as the daemon would. @throws Error where the embedder cannot be loaded. */
export async function seeQuestions<Question extends { text: string }>(
  questions: readonly Question[],
): Promise<{ embedder: string; seen: Seen<Question>[] }> {
  const embedder = createLocalEmbedder({
    ...{ modelFolder: embedderFolder(configSchema.parse({})), log: pino({ level: 'warn' }) },
    ...{ cacheSize: AT_ONCE, deadlineMs: 600_000 },
  });
  await embedder.loaded();
  if (embedder.state() === 'failed') throw new Error(embedder.fault());
  const seen: Seen<Question>[] = [];
  for (let from = 0; from < questions.length; from += AT_ONCE) {
    const some = questions.slice(from, from + AT_ONCE);
    const outcomes = await Promise.all(some.map(({ text }) => embedder.embed(normaliseQuestion(text))));
    some.forEach((question, index) => {
      const outcome = outcomes[index];
      seen.push(see(question, outcome?.kind === 'vector' ? outcome.vector : undefined));
    });
  }
  await embedder.close();
  return { embedder: embedder.id, seen };
}
