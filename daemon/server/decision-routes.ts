import { Hono } from 'hono';
import { z } from 'zod';
import type { DecisionLog, DecisionRecord } from '../decisions/decision-log.ts';
import { DaemonError } from '../lib/errors.ts';
import type { Feedback } from '../pipeline/feedback.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { ServerEnvironment } from './access-guard.ts';
import { viewDecision } from './decision-view.ts';
import { notFound } from './not-found.ts';
import type { JudgementView } from './own-api.ts';
import { readJson } from './read-body.ts';

interface DecisionRoutesOptions {
  decisions: DecisionLog;
  /** Undefined while the cache is switched off. */
  store: AnswerStore | undefined;
  feedback: Feedback;
  maxBodyBytes: number;
}

const limitSchema = z.coerce.number().int().min(1).max(1_000).catch(50);
const opinionSchema = z.strictObject({ verdict: z.enum(['right', 'wrong', 'undo']) });

/** Look at decisions, and say of an answer whether it was right. */
export function decisionRoutes({
  decisions,
  store,
  feedback,
  maxBodyBytes,
}: DecisionRoutesOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  const find = (id: string): DecisionRecord => {
    const decision = decisions.get(id);
    if (!decision) throw notFound('decision', id);
    return decision;
  };

  app.get('/', (context) => {
    const limit = limitSchema.parse(context.req.query('limit'));
    return context.json({ decisions: decisions.latest(limit) });
  });
  app.get('/:id', async (context) => context.json(await viewDecision(find(context.req.param('id')), store)));
  app.post('/:id/verdict', async (context) => {
    const wish = opinionSchema.safeParse(await readJson(context.env.incoming, maxBodyBytes));
    if (!wish.success) {
      const message = 'Say {"verdict": "right"}, {"verdict": "wrong"} or {"verdict": "undo"}.';
      throw new DaemonError({ code: 'invalid_request', status: 400, message });
    }
    const { verdict } = wish.data;
    const { forgotten } = await feedback.take(find(context.req.param('id')), verdict);
    const view: JudgementView = { judged: verdict === 'undo' ? undefined : verdict, forgotten };
    return context.json(view);
  });
  return app;
}
