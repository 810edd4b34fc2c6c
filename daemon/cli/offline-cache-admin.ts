import type { CacheEntry } from '../chat/cache-entry.ts';
import { ensurePrivateFolder } from '../config/folders.ts';
import type { EntryView } from '../server/own-api.ts';
import { parsePortableEntry, writePortableEntry } from '../store/portable-entry.ts';
import type { CacheAdmin } from './cache-admin.ts';
import type { CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import type { OpenedConfig } from './open-config.ts';

/** The store itself, opened under the data folder's lock while no daemon runs. */
export async function offlineCacheAdmin(
  context: CliContext,
  { config, dataFolder }: OpenedConfig,
): Promise<CacheAdmin> {
  if (!config.semantic_cache.persist) {
    throw new CommandError(
      'With semantic_cache.persist: false the cache lives and ends with the daemon, and none is running. Start one with: askonce start',
      EXIT.noDaemon,
    );
  }
  const { store, close } = await context.daemon.openStore(config, ensurePrivateFolder(dataFolder));
  return {
    async stats() {
      const { backend, entries, scopes, hits, bytes, maxEntries, evicted } = await store.stats();
      return { backend, entries, scopes, hits, bytes, maxEntries, evicted };
    },
    async list(page) {
      const { entries: total } = await store.stats();
      return { total, entries: (await store.list(page)).map(viewOf) };
    },
    async show(id) {
      const entry = await store.get(id);
      return entry && viewOf(entry);
    },
    delete: (id) => store.delete(id),
    clear: () => store.clear(),
    async *exportText() {
      for await (const entry of store.entries()) yield `${writePortableEntry(entry)}\n`;
    },
    async importLines(lines) {
      const parsed = lines.map(parsePortableEntry);
      const entries = parsed.flatMap((line) => (line.ok ? [line.entry] : []));
      for (const entry of entries) await store.put(entry);
      return { imported: entries.length, skipped: lines.length - entries.length };
    },
    close,
  };
}

function viewOf({ answer, ...entry }: CacheEntry): EntryView {
  const { id, question, model, tier, createdAt, expiresAt, hits, lastHitAt, pinned, source, origin } = entry;
  return {
    ...{ id, question, answer: answer.text, model, tier, createdAt, expiresAt, hits, lastHitAt },
    ...{ pinned, source, origin },
  };
}
