import { siteScope } from '../cache/site-scope.ts';
import { whyNotLookedUp } from '../cache/storable/why-not-looked-up.ts';
import type { Answer as PageAnswer } from '../chat/answer.ts';
import type { Tier } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { createAnswering, type PipelineParts } from './answering.ts';
import type { Ask, Caller, Reply } from './ask.ts';
import { routeAsk } from './choose-models.ts';
import { findAtOnce, search, type Readings, type Search } from './find-stored.ts';
import { reportEnd } from './report-end.ts';
import { inScope, openTurn, type Turn } from './turn.ts';
import { passVerdict } from './verdict-of.ts';
import type { Verdict } from './verdict.ts';

/** A question from a page, or asked by a person beside it. */
export interface PageAsk extends Ask {
  /** Why nothing is looked up: a short code; undefined where the cache is asked. */
  bypass?: string | undefined;
  /** Asked in the side panel: answered from all that was pinned or learnt on the site. */
  isBeside?: boolean;
  /** A stored answer serves only where this agrees; absent: always. `isOwn`: learnt from this very endpoint. */
  mayServe?: ((hit: { isOwn: boolean }) => boolean) | undefined;
}

export type Consultation = { kind: 'hit'; reply: Reply; turn: Turn } | { kind: 'miss'; miss: Miss };

/** A question that nothing stored answers, and what can be done with it. Exactly one of `generate` and `pass` is called. */
export interface Miss {
  turn: Turn;
  /** Whether a page's own answer to it may be learnt, as far as the request tells. */
  canLearn: boolean;
  /** Which of these models it should go to, and why. @throws DaemonError where none fits. */
  route(pool: readonly ModelInfo[]): { model: ModelInfo; reason: string };
  /** Asks the daemon's own models. @throws DaemonError before the answer has begun. */
  generate(): Promise<Reply>;
  /** Leaves it to the page, under another model's name where `rewritten` says so; recorded with the reason. */
  pass(reason: string, rewritten?: { model: string; tier: Tier }): Verdict;
  /** Stores the page's own answer where it may be stored; resolves with the reason why not. Never rejects. */
  learn(answer: PageAnswer, writer: { model: string; tier: Tier | undefined }): Promise<string | undefined>;
}

/** Answers pages: looks up first; what happens on a miss is the caller's choice. */
export type PagePipeline = (ask: PageAsk) => Promise<Consultation>;

/** Remembers in which scopes answers of a site lie, so that a question beside the page finds them. */
export interface SiteScopes {
  /** Latest used first. */
  of(site: string): string[];
  note(site: string, scope: string): void;
}

export function createPagePipeline(parts: PipelineParts & { siteScopes: SiteScopes }): PagePipeline {
  const { cache, clock, createId, recorder } = parts;
  const answering = createAnswering(parts);

  return async (ask) => {
    const turn = openPageTurn(ask);
    const found = await find(turn, ask);
    if (found?.hit) {
      const { hit } = found;
      const reply = await reportEnd(turn, recorder, () => Promise.resolve(answering.fromStore(turn, hit)));
      return { kind: 'hit', reply, turn };
    }
    return { kind: 'miss', miss: missOf(turn, found) };
  };

  function openPageTurn({ bypass, isBeside, ...ask }: PageAsk): Turn {
    const turn = openTurn(ask, { createId, clock, generation: cache?.store.generation() });
    const own = isBeside ? inScope(turn, siteScope('beside', turn.caller)) : turn;
    return { ...own, bypass: own.bypass ?? bypass };
  }

  async function find(turn: Turn, { isBeside, mayServe }: PageAsk): Promise<Search | undefined> {
    if (!cache || turn.bypass !== undefined) return undefined;
    const readings = readingsOf(turn, isBeside ? scopesOfSite(turn.caller) : []);
    const atOnce = await findAtOnce(cache.lookup, readings);
    const found = atOnce
      ? { hit: atOnce, vector: undefined, judged: undefined }
      : await search(cache.lookup, readings);
    if (!found.hit || !mayServe) return found;
    const { scope, source } = found.hit.entry;
    const isOwn = scope === turn.scope && source === 'page';
    return mayServe({ isOwn }) ? found : { ...found, hit: undefined };
  }

  function missOf(turn: Turn, found: Search | undefined): Miss {
    const { vector, judged } = found ?? {};
    return {
      turn,
      canLearn: cache !== undefined && !turn.controls.noStore && whyNotLookedUp(turn) === undefined,
      route: (pool) => parts.router.route(routeAsk(turn, vector, { tier: undefined, pool })),
      generate() {
        const routable = { ...turn, request: routableRequest(turn) };
        return reportEnd(turn, recorder, () => answering.fromModel(routable, turn.signal, found));
      },
      pass(reason, rewritten) {
        const verdict = passVerdict(turn, {
          ...{ model: PAGE_MODEL, tier: undefined },
          ...rewritten,
          reason,
          judged,
        });
        const outcome = rewritten ? 'rewritten' : 'passed';
        const times = { firstChunkMs: undefined, totalMs: turn.stages.total() };
        recorder.finished({ turn, verdict, outcome, error: undefined, usage: undefined, ...times });
        return verdict;
      },
      async learn(answer, { model, tier }) {
        const writer = { id: model || PAGE_MODEL, tier, simulated: false, price: undefined };
        const reason = await cache?.keeper.learn(turn, { model: writer, vector }, answer);
        if (reason === undefined && isSelfStanding(turn)) noteScope(turn);
        return reason;
      },
    };
  }

  function scopesOfSite(caller: Caller): string[] {
    try {
      return parts.siteScopes.of(siteScope('beside', caller));
    } catch (error) {
      recorder.partFailed('store', error);
      return [];
    }
  }

  function noteScope({ caller, scope }: Turn): void {
    try {
      parts.siteScopes.note(siteScope('beside', caller), scope);
    } catch (error) {
      recorder.partFailed('store', error);
    }
  }

  /** A page names its own endpoint's models; one that is not ours leaves the choice to the router. */
  function routableRequest({ request }: Turn): Turn['request'] {
    const isKnown = parts.models.all.some(({ info }) => info.id === request.model);
    return isKnown ? request : { ...request, model: 'auto' };
  }
}

/** Stands for the model behind a page where its request names none. */
const PAGE_MODEL = 'page';

/** Pinned answers come first, since somebody has looked at them; they serve questions only that need no history. */
function readingsOf(turn: Turn, siteScopes: readonly string[]): Readings {
  if (!isSelfStanding(turn)) return [turn];
  const pinned = inScope(turn, siteScope('pinned', turn.caller));
  return [pinned, turn, ...siteScopes.map((scope) => inScope(turn, scope))];
}

function isSelfStanding({ conversation }: Turn): boolean {
  return conversation.history.length === 0;
}
