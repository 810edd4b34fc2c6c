import { Hono } from 'hono';
import { z } from 'zod';
import { DaemonError } from '../lib/errors.ts';
import type { Caller } from '../pipeline/ask.ts';
import type { ExplainedRoute } from '../pipeline/explain-route.ts';
import type { KeyHolder, ServerEnvironment } from './access-guard.ts';
import type { ExplainedRouteView } from './own-api.ts';
import { readJson } from './read-body.ts';

export interface ExplainRoutesOptions {
  /** Where a question would be sent now; asks no model. */
  explain: (question: string, caller: Caller) => Promise<ExplainedRoute>;
  callerOf: (holder: KeyHolder) => Caller;
  maxBodyBytes: number;
}

const bodySchema = z.strictObject({ question: z.string().min(1) });

/** Ask the router without asking a model. */
export function explainRoutes({
  explain,
  callerOf,
  maxBodyBytes,
}: ExplainRoutesOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.post('/', async (context) => {
    const body = bodySchema.safeParse(await readJson(context.env.incoming, maxBodyBytes));
    if (!body.success) {
      throw new DaemonError({
        code: 'invalid_request',
        status: 400,
        message: 'Say {"question": "..."}: the question as the first message of a chat.',
      });
    }
    const view: ExplainedRouteView = await explain(body.data.question, callerOf(context.get('holder')));
    return context.json(view);
  });
  return app;
}
