import { normaliseQuestion } from './cache/normalise.ts';
import type { Config } from './config/config-schema.ts';
import type { Embedder } from './embedding/embedder.ts';
import type { ModelExample } from './router/own-models/nearest-example.ts';

/**
 * The example questions of the configured models as vectors. At first none: each comes in once the embedder has made it.
 * One that it cannot read is told of and left out.
 */
export function embedExamples(
  { models }: Pick<Config, 'models'>,
  embedder: Embedder,
  log: { warn(fields: object, message: string): void },
): readonly ModelExample[] {
  const ready: ModelExample[] = [];
  const embedAll = async (): Promise<void> => {
    await embedder.loaded();
    for (const { id, examples } of models) {
      for (const example of examples) {
        const outcome = await embedder.embed(normaliseQuestion(example));
        if (outcome.kind === 'vector') ready.push({ model: id, vector: outcome.vector });
        else log.warn({ model: id, outcome }, 'An example question of a model cannot be used.');
      }
    }
  };
  if (models.some(({ examples }) => examples.length > 0)) void embedAll();
  return ready;
}
