import { z } from 'zod';
import type { Database } from '../database/database.ts';

/** More would be looked through for nothing: a page asks in a handful of ways. */
const MOST_SCOPES = 16;

/** In which scopes answers of a site lie, kept in the database: digests only, of sites too. */
interface SiteScopeRows {
  /** Latest used first. */
  of(site: string): string[];
  note(site: string, scope: string): void;
  /** Deletes all. */
  clear(): void;
}

export function createSiteScopeRows(database: Database, clock: { now(): number }): SiteScopeRows {
  return {
    of: (site) =>
      database
        .all('SELECT scope FROM site_scopes WHERE site = ? ORDER BY used_at DESC, scope LIMIT ?', [
          site,
          MOST_SCOPES,
        ])
        .map(({ scope }) => z.string().parse(scope)),
    clear: () => {
      database.run('DELETE FROM site_scopes', []);
    },
    note(site, scope) {
      database.run('INSERT OR REPLACE INTO site_scopes VALUES (?, ?, ?)', [site, scope, clock.now()]);
      database.run(
        `DELETE FROM site_scopes WHERE site = ?1 AND scope NOT IN
           (SELECT scope FROM site_scopes WHERE site = ?1 ORDER BY used_at DESC, scope LIMIT ?2)`,
        [site, MOST_SCOPES],
      );
    },
  };
}
