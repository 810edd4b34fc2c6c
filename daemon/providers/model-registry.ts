import { TIERS, type Tier } from '../chat/cache-entry.ts';
import { DaemonError } from '../lib/errors.ts';
import type { LanguageModel } from './language-model.ts';

/** What a client may mean by a model's name. */
type RequestedModel =
  { kind: 'auto' } | { kind: 'tier'; tier: Tier } | { kind: 'named'; model: LanguageModel };

export interface ModelRegistry {
  readonly all: readonly LanguageModel[];
  /** Answers where nothing else decides; undefined while no model is configured. */
  readonly defaultModel: LanguageModel | undefined;
  /** Reads a model's name as a client wrote it. @throws DaemonError 404 for a name that nobody knows. */
  resolve(name: string): RequestedModel;
}

/** The configured models by id. `defaultId` falls back to the medium tier, or the nearest to it. */
export function createModelRegistry(models: readonly LanguageModel[], defaultId?: string): ModelRegistry {
  const byId = new Map(models.map((model) => [model.info.id, model]));
  const defaultModel = byId.get(defaultId ?? '') ?? middleOf(models);
  return {
    all: models,
    defaultModel,
    resolve(name) {
      const model = byId.get(name);
      if (model) return { kind: 'named', model };
      if (name === 'auto') return { kind: 'auto' };
      const tier = TIERS.find((known) => known === name);
      if (tier) return { kind: 'tier', tier };
      throw new DaemonError({
        code: 'model_not_found',
        status: 404,
        message: `There is no model "${name}". Ask for "auto", a tier (${TIERS.join(', ')}) or one of: ${[...byId.keys()].join(', ') || '(none configured)'}.`,
      });
    },
  };
}

function middleOf(models: readonly LanguageModel[]): LanguageModel | undefined {
  const order: Tier[] = ['medium', 'large', 'small', 'reasoning'];
  for (const tier of order) {
    const model = models.find(({ info }) => info.tier === tier);
    if (model) return model;
  }
  return undefined;
}
