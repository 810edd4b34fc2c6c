import { siteScope } from '../cache/site-scope.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import { createAnswering, type PipelineParts } from './answering.ts';
import type { Ask, Reply } from './ask.ts';
import { findAtOnce, NOT_EMBEDDED, search, type Readings, type Search } from './find-stored.ts';
import { createMiss, type Miss } from './miss.ts';
import { reportEnd } from './report-end.ts';
import type { SiteScopes } from './site-scopes.ts';
import { inScope, isSelfStanding, openTurn, withoutHistory, type Turn } from './turn.ts';

/** A question from a page, or asked by a person beside it. */
export interface PageAsk extends Ask {
  /** Why nothing is looked up: a short code; undefined where the cache is asked. */
  bypass?: string | undefined;
  /** Asked in the side panel: answered from all that was pinned or learnt on the site. */
  isBeside?: boolean;
  /** A stored answer serves only where this agrees; absent: always. `isOwn`: learnt from this very endpoint. */
  mayServe?: ((hit: { isOwn: boolean }) => boolean) | undefined;
}

export type Consultation =
  { kind: 'hit'; reply: Reply; entry: CacheEntry; turn: Turn } | { kind: 'miss'; miss: Miss };

/** Answers pages: looks up first; what happens on a miss is the caller's choice. Never throws. */
export type PagePipeline = (ask: PageAsk) => Promise<Consultation>;

export function createPagePipeline(parts: PipelineParts & { siteScopes: SiteScopes }): PagePipeline {
  const { cache, clock, createId, recorder, siteScopes } = parts;
  const answering = createAnswering(parts);

  return async (ask) => {
    const turn = openPageTurn(ask);
    const found = await find(turn, ask);
    const hit = found?.hit;
    if (!hit) return { kind: 'miss', miss: createMiss({ ...parts, answering }, turn, found) };
    const reply = await reportEnd(turn, recorder, () => Promise.resolve(answering.fromStore(turn, hit)));
    return { kind: 'hit', reply, entry: hit.entry, turn };
  };

  function openPageTurn({ bypass, isBeside, mayServe: _mayServe, ...ask }: PageAsk): Turn {
    const turn = openTurn(ask, {
      ...{ createId, clock },
      generation: cache?.store.generation(),
      boundTo: cache?.boundTo,
    });
    const own = isBeside ? inScope(turn, siteScope('beside', turn.caller)) : turn;
    return { ...own, bypass: own.bypass ?? bypass };
  }

  async function find(turn: Turn, { isBeside, mayServe }: PageAsk): Promise<Search | undefined> {
    if (!cache || turn.bypass !== undefined) return undefined;
    const readings = readingsOf(turn, isBeside ? siteScopes.of(turn.caller) : []);
    const hit = await findAtOnce(cache.lookup, readings);
    const found = hit ? { ...NOT_EMBEDDED, hit, judged: undefined } : await search(cache.lookup, readings);
    if (!found.hit || !mayServe) return found;
    const { scope, source } = found.hit.entry;
    const isOwn = scope === turn.scope && source === 'page';
    return mayServe({ isOwn }) ? found : { ...found, hit: undefined };
  }
}

/** Pinned answers come first, since somebody has looked at them; they serve questions only that need no history. */
function readingsOf(turn: Turn, scopesOfSite: readonly string[]): Readings {
  const alone = isSelfStanding(turn) ? turn : withoutHistory(turn);
  if (!alone) return [turn];
  const pinned = inScope(alone, siteScope('pinned', turn.caller));
  const elsewhere = scopesOfSite.map((scope) => inScope(alone, scope));
  return alone === turn ? [pinned, turn, ...elsewhere] : [turn, pinned, alone, ...elsewhere];
}
