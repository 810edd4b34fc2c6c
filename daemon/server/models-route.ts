import type { Handler } from 'hono';
import { TIERS } from '../chat/cache-entry.ts';
import type { ModelRegistry } from '../providers/model-registry.ts';
import type { ServerEnvironment } from './access-guard.ts';

/** `GET /v1/models`: "auto", the tiers that have a model, and every configured model. */
export function modelsRoute(models: ModelRegistry): Handler<ServerEnvironment> {
  return (context) => {
    const tiers = TIERS.filter((tier) => models.all.some(({ info }) => info.tier === tier));
    const virtual = ['auto', ...tiers].map((id) => describe(id, 'askonce'));
    const configured = models.all.map(({ info }) => describe(info.id, new URL(info.baseUrl).host));
    return context.json({ object: 'list', data: [...virtual, ...configured] });
  };
}

/** https://platform.openai.com/docs/api-reference/models/object */
function describe(id: string, ownedBy: string): object {
  return { id, object: 'model', created: 0, owned_by: ownedBy };
}
