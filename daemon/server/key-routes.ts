import { Hono } from 'hono';
import { z } from 'zod';
import { DaemonError } from '../lib/errors.ts';
import type { ServerEnvironment } from './access-guard.ts';
import type { KeyView } from './own-api.ts';
import { notFound } from './not-found.ts';
import { readJson } from './read-body.ts';

/** Where API keys are issued. Keys are listed without their values; a new one is shown once. */
export interface KeyDesk {
  list(): KeyView[];
  add(key: { name: string; user: string | undefined; role: 'admin' | 'chat' }): KeyView;
  /** False where there is no such key. */
  revoke(id: string): boolean;
}

const newKeySchema = z.strictObject({
  name: z.string().min(1).max(100),
  user: z.string().min(1).max(100).optional(),
  role: z.enum(['admin', 'chat']).default('chat'),
});

export function keyRoutes(keys: KeyDesk, maxBodyBytes: number): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/', (context) => context.json({ keys: keys.list() }));
  app.post('/', async (context) => {
    const wish = newKeySchema.safeParse(await readJson(context.env.incoming, maxBodyBytes));
    if (!wish.success) {
      const message = 'A new key needs {"name": "...", "user"?: "...", "role"?: "chat" | "admin"}.';
      throw new DaemonError({ code: 'invalid_request', status: 400, message });
    }
    return context.json(keys.add({ ...wish.data, user: wish.data.user }), 201);
  });
  app.delete('/:id', (context) => {
    if (!keys.revoke(context.req.param('id'))) throw notFound('key', context.req.param('id'));
    return context.json({ deleted: 1 });
  });
  return app;
}
