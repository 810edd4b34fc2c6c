import { loadTransformerModel, type ModelInput } from '../inference/transformer-model.ts';
import type { ModelFiles } from '../inference/model-files.ts';
import type { QuestionPair } from './verifier.ts';

/** A cross-encoder in memory. Its calls block the thread they run on. */
export interface VerifyingModel {
  /** Both questions in a row, as BERT reads pairs: [CLS] asked [SEP] stored [SEP]. */
  tokenize(pair: QuestionPair): ModelInput;
  /** One logit a pair; undefined where the model returned no number. */
  verify(batch: readonly ModelInput[]): Promise<(number | undefined)[]>;
  dispose(): Promise<void>;
}

export async function loadVerifyingModel(modelFolder: string, files: ModelFiles): Promise<VerifyingModel> {
  const model = await loadTransformerModel(modelFolder, files, 'classifier');
  return {
    tokenize: ({ asked, stored }) => {
      const first = model.tokenize(asked);
      // The second begins with no mark of its own.
      return { tokenIds: [...first, ...model.tokenize(stored).slice(1)], secondFrom: first.length };
    },
    verify: async (batch) => {
      const { values, dims } = await model.run(batch);
      if (values.length !== batch.length) {
        throw new Error(`One logit a pair was expected, not ${dims.join(' x ')} numbers.`);
      }
      return [...values].map((logit) => (Number.isFinite(logit) ? logit : undefined));
    },
    dispose: () => model.dispose(),
  };
}
