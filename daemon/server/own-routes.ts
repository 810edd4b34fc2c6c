import { Hono } from 'hono';
import type { DecisionLog } from '../decisions/decision-log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { JudgedDecision } from '../learning/judged-log.ts';
import type { Feedback } from '../pipeline/feedback.ts';
import type { Forgetting } from '../pipeline/forgetting.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { ModelPace, Pace } from '../router/live/model-pace.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import { adminOnly, type ServerEnvironment } from './access-guard.ts';
import { decisionRoutes } from './decision-routes.ts';
import { entryRoutes } from './entry-routes.ts';
import { keyRoutes, type KeyDesk } from './key-routes.ts';
import type { CalibrationView, JudgementsView, ModelView, Status } from './own-api.ts';
import { pairingRoutes, type PairingAdmin } from './pairing-routes.ts';
import { createRoutingApi, type RoutingApiOptions } from './routing-api.ts';

export interface OwnRoutesOptions {
  /** Undefined while the cache is switched off. */
  store: AnswerStore | undefined;
  decisions: DecisionLog;
  learning: {
    feedback: Feedback;
    /** Undefined while the cache is switched off. */
    forgetting: Forgetting | undefined;
    /** Everything that was said of served answers, oldest first. */
    judged: () => JudgedDecision[];
    /** Reads the calibration again. */
    reload: () => void;
  };
  routing: Omit<RoutingApiOptions, 'maxBodyBytes'> & { pace: Pick<ModelPace, 'of'> };
  keys: KeyDesk;
  /** Undefined where extensions are switched off. */
  pairings: PairingAdmin | undefined;
  models: ModelRegistry;
  metrics: Metrics;
  status: () => Promise<Status>;
  /** What does not work as configured, one sentence each. */
  degraded: () => string[];
  /** The configuration in force, secrets masked. */
  settings: () => unknown;
  maxBodyBytes: number;
}

/** The daemon's own API; its bodies are described in own-api.ts. */
export function createOwnRoutes({
  store,
  decisions,
  learning,
  routing,
  keys,
  pairings,
  models,
  metrics,
  status,
  degraded,
  settings,
  maxBodyBytes,
}: OwnRoutesOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();

  app.get('/health', (context) => {
    const faults = degraded();
    // Without a key: whether it lives and how it fares, and nothing of what it is made of.
    const isKnown = (context.var as Partial<typeof context.var>).holder !== undefined;
    return context.json({
      live: true,
      ready: true,
      status: faults.length > 0 ? 'degraded' : 'ok',
      degraded: isKnown ? faults : faults.length,
    });
  });
  app.get('/metrics', adminOnly, async (context) => {
    const { text, contentType } = await metrics.expose();
    return context.body(text, 200, { 'content-type': contentType });
  });
  app.get('/askonce/status', async (context) => {
    const current = await status();
    if (context.get('holder').role === 'admin' || !current.wrongAnswers) return context.json(current);
    // Which sites are asked on is nobody else's business.
    return context.json({ ...current, wrongAnswers: { ...current.wrongAnswers, groups: undefined } });
  });

  app.use('/askonce/*', adminOnly);
  app.get('/askonce/settings', (context) => context.json(settings()));
  app.get('/askonce/models', (context) => context.json({ models: viewModels(models, routing.pace) }));
  const { feedback, forgetting } = learning;
  app.route('/askonce/decisions', decisionRoutes({ decisions, store, feedback, maxBodyBytes }));
  app.get('/askonce/judgements', (context) => {
    const view: JudgementsView = { judgements: learning.judged() };
    return context.json(view);
  });
  app.post('/askonce/calibration', async (context) => {
    learning.reload();
    const { ownCalibration } = await status();
    const view: CalibrationView = { ownCalibration };
    return context.json(view);
  });
  app.route('/askonce/routing', createRoutingApi({ ...routing, maxBodyBytes }));
  app.route('/askonce/entries', entryRoutes({ store, forgetting, maxBodyBytes }));
  app.route('/askonce/keys', keyRoutes(keys, maxBodyBytes));
  if (pairings) app.route('/askonce/pairings', pairingRoutes(pairings));
  return app;
}

function viewModels(models: ModelRegistry, pace: Pick<ModelPace, 'of'>): ModelView[] {
  return models.all.map((model) => ({
    pace: paceView(pace.of(model.info.id)),
    id: model.info.id,
    tier: model.info.tier,
    baseUrl: model.info.baseUrl,
    contextWindow: model.info.contextWindow,
    simulated: model.info.simulated,
    breaker: model.breaker(),
    isDefault: model === models.defaultModel,
  }));
}

function paceView({ calls, firstTokenMs, perTokenMs, failureRate }: Pace): ModelView['pace'] {
  return { calls, firstTokenMs, perTokenMs, failureRate };
}
