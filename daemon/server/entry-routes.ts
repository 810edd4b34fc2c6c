import { Hono } from 'hono';
import { z } from 'zod';
import { DaemonError } from '../lib/errors.ts';
import type { Forgetting } from '../pipeline/forgetting.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import { exportLines, importLines } from '../store/transfer-entries.ts';
import type { ServerEnvironment } from './access-guard.ts';
import { viewEntry } from './entry-view.ts';
import { notFound } from './not-found.ts';
import { readText } from './read-body.ts';
import { textStream } from './reply-stream.ts';

const pageSchema = z.object({
  offset: z.coerce.number().int().min(0).catch(0),
  limit: z.coerce.number().int().min(1).max(1_000).catch(50),
});

interface EntryRoutesOptions {
  /** Both undefined while the cache is switched off. */
  store: AnswerStore | undefined;
  forgetting: Pick<Forgetting, 'everything'> | undefined;
  maxBodyBytes: number;
}

/** Look at, delete, export and import stored answers; deleting all of them forgets everything. */
export function entryRoutes({
  store,
  forgetting,
  maxBodyBytes,
}: EntryRoutesOptions): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();

  app.get('/', async (context) => {
    const page = pageSchema.parse(context.req.query());
    const { entries: total } = await opened(store).stats();
    return context.json({ total, entries: (await opened(store).list(page)).map(viewEntry) });
  });
  app.get('/export', async (context) => {
    const lines = exportLines(opened(store), context.req.query('after'));
    // What is wrong from the start has a status and a sentence; later it can only break the reply off.
    const first = await lines.next();
    context.header('content-type', 'application/x-ndjson');
    return context.body(textStream(continued(first, lines)));
  });
  app.post('/import', async (context) => {
    const text = await readText(context.env.incoming, maxBodyBytes);
    return context.json(await importLines(opened(store), text.split('\n')));
  });
  app.get('/:id', async (context) => {
    const entry = await opened(store).get(context.req.param('id'));
    if (!entry) throw notFound('entry', context.req.param('id'));
    return context.json(viewEntry(entry));
  });
  app.delete('/:id', async (context) => {
    const isDeleted = await opened(store).delete(context.req.param('id'));
    if (!isDeleted) throw notFound('entry', context.req.param('id'));
    return context.json({ deleted: 1 });
  });
  app.delete('/', async (context) => context.json({ deleted: await opened(forgetting).everything() }));
  return app;
}

async function* continued(
  first: IteratorResult<string>,
  rest: AsyncGenerator<string>,
): AsyncGenerator<string> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

function opened<Part>(part: Part | undefined): Part {
  if (part) return part;
  throw new DaemonError({
    code: 'not_found',
    status: 404,
    message: 'The cache is switched off (semantic_cache.enabled: false in config.yaml).',
  });
}
