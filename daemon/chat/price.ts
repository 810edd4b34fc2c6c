import type { Usage } from './chat-chunk.ts';
import type { ModelInfo } from './model-info.ts';

/** US dollars for these tokens by the model's stated price; undefined where price or tokens are unknown. */
export function costUsd({ price }: Pick<ModelInfo, 'price'>, usage: Usage | undefined): number | undefined {
  if (!price || !usage) return undefined;
  const { promptTokens, completionTokens } = usage;
  return (promptTokens * price.inputPerMillion + completionTokens * price.outputPerMillion) / 1_000_000;
}

/** A call that a model answered; usage is undefined where it did not count. */
export interface PaidCall {
  model: ModelInfo;
  usage: Usage | undefined;
}

/** US dollars for all of these, as far as prices and tokens are known. */
export function costOfCalls(calls: readonly PaidCall[]): number {
  return calls.reduce((sum, { model, usage }) => sum + (costUsd(model, usage) ?? 0), 0);
}
