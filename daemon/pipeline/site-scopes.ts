import { siteScope } from '../cache/site-scope.ts';
import type { Caller } from './ask.ts';
import type { Recorder } from './recorder.ts';

/** Remembers in which scopes answers of a site lie, so that a question beside the page finds them. Never throws. */
export interface SiteScopes {
  /** Latest used first. */
  of(caller: Caller): string[];
  note(caller: Caller, scope: string): void;
}

/** Where they are kept: digests only. */
interface SiteScopeRows {
  of(site: string): string[];
  note(site: string, scope: string): void;
}

export function createSiteScopes(rows: SiteScopeRows, recorder: Recorder): SiteScopes {
  return {
    of(caller) {
      try {
        return rows.of(siteScope('beside', caller));
      } catch (error) {
        recorder.partFailed('store', error);
        return [];
      }
    },
    note(caller, scope) {
      try {
        rows.note(siteScope('beside', caller), scope);
      } catch (error) {
        recorder.partFailed('store', error);
      }
    },
  };
}
