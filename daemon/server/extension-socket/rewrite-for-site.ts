import type { SiteSetting } from '../../../shared/protocol.ts';
import { TIERS, type Tier } from '../../chat/cache-entry.ts';
import { CAPABILITIES, type ModelInfo } from '../../chat/model-info.ts';
import type { Miss, Rewritten } from '../../pipeline/miss.ts';
import type { UnderstoodRequest } from './read-page-request.ts';

/** A page's request under another model's name. */
export interface RewrittenRequest extends Rewritten {
  body: string;
  reason: string;
}

/**
 * Routes among the models that the site's own endpoint has, by the names that the user listed. Undefined where none is
 * listed, the dialect names no model, or the page asks for the right one already.
 */
export async function rewriteForSite(
  miss: Miss,
  { dialect, reading, body }: UnderstoodRequest,
  { models }: SiteSetting,
): Promise<RewrittenRequest | undefined> {
  const pool = TIERS.flatMap((tier) => modelOfSite(tier, models[tier]));
  if (pool.length === 0 || !dialect.rewriteModel) return undefined;
  // What cannot be routed the page sends as it is.
  const route = await miss.route(pool).catch(() => undefined);
  if (!route) return undefined;
  const { model, reason, record } = route;
  if (model.id === reading.request.model) return undefined;
  const rewritten = dialect.rewriteModel(body, model.id);
  if (rewritten === undefined) return undefined;
  return { body: JSON.stringify(rewritten), model: model.id, tier: model.tier, reason, routing: record };
}

/** Nothing but its name and size is known of it, so nothing is held against it. */
function modelOfSite(tier: Tier, name: string | undefined): ModelInfo[] {
  if (name === undefined) return [];
  return [
    {
      ...{ id: name, upstreamName: name, tier, baseUrl: '', apiKey: undefined, price: undefined },
      ...{ contextWindow: Number.MAX_SAFE_INTEGER, capabilities: [...CAPABILITIES] },
      ...{ timeoutMs: 0, simulated: false },
    },
  ];
}
