import { Hono } from 'hono';
import { z } from 'zod';
import { DaemonError } from '../lib/errors.ts';
import type { TierTuning } from '../router/live/tier-tuning.ts';
import type { ServerEnvironment } from './access-guard.ts';
import type { RoutingView } from './own-api.ts';
import { readJson } from './read-body.ts';

export interface TuningRoutesOptions {
  /** Undefined where live tuning is switched off. */
  tuning: TierTuning | undefined;
  maxBodyBytes: number;
}

const wishSchema = z
  .strictObject({ frozen: z.boolean().optional(), reset: z.literal(true).optional() })
  .refine((wish) => Object.keys(wish).length > 0);

/** See what use has taught the router; freeze it, or forget it. */
export function tuningRoutes({ tuning, maxBodyBytes }: TuningRoutesOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  if (!tuning) {
    app.all('/', () => {
      throw new DaemonError({
        code: 'not_found',
        status: 404,
        message: 'Live tuning is switched off: routing.tuning.enabled is false.',
      });
    });
    return app;
  }
  app.get('/', (context) => {
    const view: RoutingView = tuning.view();
    return context.json(view);
  });
  app.post('/', async (context) => {
    const wish = wishSchema.safeParse(await readJson(context.env.incoming, maxBodyBytes));
    if (!wish.success) {
      const message = 'Say {"frozen": true}, {"frozen": false}, {"reset": true} or both.';
      throw new DaemonError({ code: 'invalid_request', status: 400, message });
    }
    const { frozen, reset } = wish.data;
    if (reset) tuning.reset();
    if (frozen !== undefined) tuning.freeze(frozen);
    const view: RoutingView = tuning.view();
    return context.json(view);
  });
  return app;
}
