import { Hono } from 'hono';
import type { ServerEnvironment } from './access-guard.ts';
import { explainRoutes, type ExplainRoutesOptions } from './explain-routes.ts';
import type { OwnModelsView } from './own-api.ts';
import { tuningRoutes, type TuningRoutesOptions } from './tuning-routes.ts';

export interface RoutingApiOptions extends ExplainRoutesOptions, TuningRoutesOptions {
  /** Reads again what was learnt of single models; returns why it is not used, if it is not. */
  reloadOwnModels: () => string | undefined;
}

/** All that can be asked of the router: what use has taught it, where a question would go, what it learnt of single models. */
export function createRoutingApi({
  reloadOwnModels,
  ...options
}: RoutingApiOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.route('/', tuningRoutes(options));
  app.route('/explain', explainRoutes(options));
  app.post('/models', (context) => {
    const view: OwnModelsView = { fault: reloadOwnModels() };
    return context.json(view);
  });
  return app;
}
