import { whyNotLookedUp } from '../cache/storable/why-not-looked-up.ts';
import type { Answer } from '../chat/answer.ts';
import type { Tier } from '../chat/cache-entry.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import type { RoutingRecord } from '../chat/routing-record.ts';
import type { Answering, PipelineParts } from './answering.ts';
import type { Reply } from './ask.ts';
import { routeAsk } from './choose-models.ts';
import type { Route } from '../router/router.ts';
import type { Search } from './find-stored.ts';
import { reportEnd } from './report-end.ts';
import type { SiteScopes } from './site-scopes.ts';
import { isSelfStanding, type Turn } from './turn.ts';
import { passVerdict } from './verdict-of.ts';
import type { Verdict } from './verdict.ts';

/** The model that a page is to ask instead of its own, and what it was chosen by. */
export interface Rewritten {
  model: string;
  tier: Tier;
  routing: RoutingRecord;
}

/** A question that nothing stored answers, and what can be done with it. */
export interface Miss {
  turn: Turn;
  /** Whether a page's own answer to it may be learnt, as far as the request tells. */
  canLearn: boolean;
  /** Which of these models it should go to, and why. @throws DaemonError where none fits. */
  route(pool: readonly ModelInfo[]): Promise<Pick<Route, 'model' | 'reason' | 'record'>>;
  /** Asks the daemon's own models. @throws DaemonError before the answer has begun. */
  generate(): Promise<Reply>;
  /** Leaves it to the page, under another model's name where `rewritten` says so; recorded with the reason. */
  pass(reason: string, rewritten?: Rewritten): Verdict;
  /** Stores the page's own answer where it may be stored; resolves with the reason why not. Never rejects. */
  learn(answer: Answer, writer: { model: string; tier: Tier | undefined }): Promise<string | undefined>;
}

interface MissParts extends PipelineParts {
  answering: Answering;
  siteScopes: SiteScopes;
}

/** Stands for the model behind a page where its request names none. */
const PAGE_MODEL = 'page';

export function createMiss(parts: MissParts, turn: Turn, found: Search | undefined): Miss {
  const { cache, recorder, router, siteScopes, answering } = parts;
  return {
    turn,
    canLearn: cache !== undefined && !turn.controls.noStore && whyNotLookedUp(turn) === undefined,
    async route(pool) {
      const { vectorOf } = parts;
      const ask = await routeAsk({ turn, found, vectorOf }, { tier: undefined, pool, mayExplore: false });
      const route = router.route(ask);
      // The page asks it, and nobody hears how that went.
      router.answered(ask, {
        ...{ model: route.model.id, tier: route.model.tier, tokens: route.record.promptTokens },
      });
      return route;
    },
    generate() {
      const routable = { ...turn, request: routableRequest(turn, parts) };
      // What a page asked; a question beside it has a scope of its own already.
      const isPage = turn.dialect !== undefined;
      if (isPage && isSelfStanding(turn) && !turn.controls.noStore) siteScopes.note(turn.caller, turn.scope);
      return reportEnd(turn, recorder, () => answering.fromModel(routable, found));
    },
    pass(reason, rewritten) {
      const writer = rewritten ?? { model: PAGE_MODEL, tier: undefined, routing: undefined };
      const verdict = passVerdict(turn, {
        ...writer,
        reason,
        judged: found?.judged,
        unsuitable: found?.unsuitable,
      });
      const outcome = rewritten ? 'rewritten' : 'passed';
      const times = { firstChunkMs: undefined, totalMs: turn.stages.total() };
      recorder.finished({ turn, verdict, outcome, error: undefined, usage: undefined, ...times });
      return verdict;
    },
    async learn(answer, { model, tier }) {
      const writer = { id: model || PAGE_MODEL, tier, simulated: false, price: undefined };
      const reason = await cache?.keeper.learn(turn, { model: writer, vector: found?.vector }, answer);
      if (reason === undefined && isSelfStanding(turn)) siteScopes.note(turn.caller, turn.scope);
      return reason;
    },
  };
}

/** A page names its own endpoint's models; one that is not ours leaves the choice to the router. */
function routableRequest({ request }: Turn, { models }: MissParts): Turn['request'] {
  const isKnown = models.all.some(({ info }) => info.id === request.model);
  return isKnown ? request : { ...request, model: 'auto' };
}
