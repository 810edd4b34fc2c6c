import type { CacheControls } from '../cache/cache-controls.ts';
import type { Tier } from '../chat/cache-entry.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';
import type { Clock } from '../lib/clock.ts';
import type { Caller } from './ask.ts';
import { chooseModels, type RoutingParts } from './choose-models.ts';
import { openTurn } from './turn.ts';

/** Where a question would be sent now, and what was weighed. */
export interface ExplainedRoute {
  question: string;
  model: string;
  tier: Tier;
  reason: string;
  /** Who would be asked next if it failed. */
  fallbacks: string[];
  routing: RoutingRecord | undefined;
}

const NO_CONTROLS: CacheControls = {
  ...{ noCache: false, noStore: false, onlyIfCached: false, maxAgeSeconds: undefined },
};

/** As a first message to "auto" over HTTP. Asks no model. @throws DaemonError where none can take it. */
export async function explainRoute(
  parts: RoutingParts & { clock: Clock },
  { question, caller }: { question: string; caller: Caller },
): Promise<ExplainedRoute> {
  const request = {
    ...{ model: 'auto', messages: [{ role: 'user', content: question }] },
    ...{ stream: false, maxTokens: undefined, body: {} },
  };
  const signal = new AbortController().signal;
  const turn = openTurn(
    { request, caller, controls: NO_CONTROLS, signal },
    { createId: () => 'explained', clock: parts.clock, generation: undefined, boundTo: undefined },
  );
  const { models, reason, record: routing, cascade } = await chooseModels(turn, undefined, parts);
  const [chosen, ...others] = models.map(({ info }) => info);
  if (!chosen) throw new Error('There is a model for each choice.');
  const first =
    cascade &&
    `${cascade.cheaper.info.id} is asked first, and ${cascade.checker.info.id} checks its answer; `;
  return {
    ...{ question, model: chosen.id, tier: chosen.tier, reason: `${first ?? ''}${reason}`, routing },
    fallbacks: others.map(({ id }) => id),
  };
}
