import { Hono } from 'hono';
import type { ServerEnvironment } from './access-guard.ts';
import { notFound } from './not-found.ts';
import type { PairingCodeView, PairingView } from './own-api.ts';

/** Where paired extensions are looked after. */
export interface PairingAdmin {
  list(): PairingView[];
  /** The codes that hold at this moment, of extensions that wait for theirs. */
  codes(): PairingCodeView[];
  /** Ends its connections, too; false where there is no such pairing. */
  revoke(id: string): boolean;
}

export function pairingRoutes(pairings: PairingAdmin): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/', (context) => context.json({ pairings: pairings.list() }));
  app.get('/codes', (context) => context.json({ codes: pairings.codes() }));
  app.delete('/:id', (context) => {
    if (!pairings.revoke(context.req.param('id'))) throw notFound('pairing', context.req.param('id'));
    return context.json({ deleted: 1 });
  });
  return app;
}
