import type { ChatRequest } from '../../chat/chat-request.ts';
import type { ModelInfo } from '../../chat/model-info.ts';
import { hostOf, isNearbyHost } from '../../lib/host.ts';
import type { ModelPace } from './model-pace.ts';

/** How many milliseconds a model may take to begin while another one could be asked instead. */
export type Patience = (model: ModelInfo, request: Pick<ChatRequest, 'stream'>) => number;

const LEAST_MS = 10_000;
/** Of what is usual for the model: 4 times what nine of ten streams need is no longer chance. */
const TIMES_THE_USUAL = 4;
/** Some providers send nothing until the thinking is over. */
const TIMES_FOR_REASONING = 3;
/** What is not streamed comes whole, written out first; with the default timeout this is the timeout itself. */
const TIMES_FOR_WHOLE = 6;

/** By what is known of the model's pace; never above its own timeout. */
export function createPatience(pace: Pick<ModelPace, 'of'>): Patience {
  return (model, { stream }) => {
    const usualMs = pace.of(model.id).begunWithinMs ?? 0;
    const times = (model.tier === 'reasoning' ? TIMES_FOR_REASONING : 1) * (stream ? 1 : TIMES_FOR_WHOLE);
    return Math.min(Math.max(leastMs(model), usualMs * TIMES_THE_USUAL) * times, model.timeoutMs);
  };
}

/**
 * A server of the user's own may load the model into memory first, and stops loading when the call is given up: one that
 * is always given up would never be loaded.
 */
function leastMs({ baseUrl, timeoutMs }: ModelInfo): number {
  return isNearbyHost(hostOf(new URL(baseUrl))) ? Math.max(LEAST_MS, timeoutMs / 2) : LEAST_MS;
}
