import type { Usage } from './chat-chunk.ts';
import type { ModelInfo } from './model-info.ts';

/** US dollars for these tokens by the model's stated price; undefined where price or tokens are unknown. */
export function costUsd({ price }: Pick<ModelInfo, 'price'>, usage: Usage | undefined): number | undefined {
  if (!price || !usage) return undefined;
  const { promptTokens, completionTokens } = usage;
  return (promptTokens * price.inputPerMillion + completionTokens * price.outputPerMillion) / 1_000_000;
}
