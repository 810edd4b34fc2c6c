import { Hono } from 'hono';
import { z } from 'zod';
import { TIERS } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { DaemonError } from '../lib/errors.ts';
import { packageVersion } from '../lib/package-root.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { ServerEnvironment } from './access-guard.ts';
import { readJson } from './read-body.ts';

const showSchema = z
  .looseObject({ model: z.string().min(1).optional(), name: z.string().min(1).optional() })
  .transform(({ model, name }) => model ?? name)
  .pipe(z.string());

/** What Ollama's clients ask before they chat: https://github.com/ollama/ollama/blob/main/docs/api.md. */
export function ollamaRoutes(models: ModelRegistry, maxBodyBytes: number): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  const version = packageVersion();

  app.get('/api/version', (context) => context.json({ version }));
  app.get('/api/tags', (context) => context.json({ models: namesOf(models).map(describe) }));
  app.get('/api/ps', (context) => context.json({ models: [] }));
  app.post('/api/show', async (context) => {
    const { data: name } = showSchema.safeParse(await readJson(context.env.incoming, maxBodyBytes));
    if (name === undefined) throw missingModel();
    const requested = models.resolve(name);
    const info = requested.kind === 'named' ? requested.model.info : models.defaultModel?.info;
    return context.json({
      modelfile: '',
      parameters: '',
      template: '',
      license: '',
      details: DETAILS,
      model_info: {
        'general.architecture': 'askonce',
        ...(info && { 'askonce.context_length': info.contextWindow }),
      },
      capabilities: capabilitiesOf(info),
    });
  });
  return app;
}

/** "auto", the tiers that have a model, and every configured model. */
function namesOf(models: ModelRegistry): string[] {
  const tiers = TIERS.filter((tier) => models.all.some(({ info }) => info.tier === tier));
  return ['auto', ...tiers, ...models.all.map(({ info }) => info.id)];
}

/** What is known of a file of weights there is nothing of: these models live elsewhere. */
const DETAILS = {
  parent_model: '',
  format: '',
  family: 'askonce',
  families: ['askonce'],
  parameter_size: '',
  quantization_level: '',
};

function describe(name: string): object {
  return { name, model: name, modified_at: new Date(0).toISOString(), size: 0, digest: '', details: DETAILS };
}

/** In Ollama's words. */
const CAPABILITIES: Readonly<Partial<Record<ModelInfo['capabilities'][number], string>>> = {
  tools: 'tools',
  vision: 'vision',
  reasoning: 'thinking',
};

function capabilitiesOf(info: ModelInfo | undefined): string[] {
  return [
    'completion',
    ...(info?.capabilities ?? []).flatMap((capability) => CAPABILITIES[capability] ?? []),
  ];
}

function missingModel(): DaemonError {
  return new DaemonError({ code: 'invalid_request', status: 400, message: '"model": a name is needed.' });
}
