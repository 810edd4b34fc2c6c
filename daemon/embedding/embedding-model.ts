import { loadTransformerModel, type TransformerModel } from '../inference/transformer-model.ts';
import type { ModelDescription } from './model-description.ts';
import { poolBatch } from './pooling.ts';

/** An embedding model in memory. Its calls block the thread they run on. */
export interface EmbeddingModel extends Pick<TransformerModel, 'tokenize' | 'unknownTokenId' | 'dispose'> {
  /** One unit vector a text; undefined where the model made none. */
  embed(batch: readonly (readonly number[])[]): Promise<(Float32Array | undefined)[]>;
}

export async function loadEmbeddingModel(
  modelFolder: string,
  description: ModelDescription,
): Promise<EmbeddingModel> {
  const model = await loadTransformerModel(modelFolder, description, 'encoder');
  return {
    tokenize: (text) => model.tokenize(description.prefix + text),
    unknownTokenId: model.unknownTokenId,
    embed: async (batch) => {
      const { values, dims } = await model.run(batch.map((tokenIds) => ({ tokenIds })));
      const [, length = 0, width = 0] = dims;
      const counts = batch.map((tokenIds) => tokenIds.length);
      return poolBatch({ values, length, width }, counts, description.pooling);
    },
    dispose: () => model.dispose(),
  };
}
