import type { RoutingRecord } from '../chat/routing-record.ts';
import { DOWN, rankModels, type PolicySettings } from '../router/policy/rank-models.ts';

/** Settings to decide again by. */
export interface ReplaySettings extends PolicySettings {
  /** US dollars a day; undefined where there is no limit. */
  maxCostPerDay: number | undefined;
}

/** A decision as it was logged. */
export interface LoggedRoute {
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  routing: RoutingRecord;
}

/** What is expected of the models that one setting chooses. */
export interface ReplayedSettings {
  /** Questions by the tier that they go to. */
  byTier: Record<string, number>;
  /** Mean P(right) of those that could be judged; null where there are none. */
  right: number | null;
  /** US dollars for all; null where a price is not stated. */
  costUsd: number | null;
  /** Mean time for a whole answer. */
  seconds: number;
}

export interface RouteReplay {
  rows: number;
  now: ReplayedSettings;
  then: ReplayedSettings;
  /** Questions that would go to another model, by "from -> to", most first. */
  moves: { from: string; to: string; count: number; example: string }[];
}

type Option = RoutingRecord['options'][number];

/** Decides again under two settings; what was expected of each model is as it was then. Oldest first. */
export function replayRoutes(
  routes: readonly LoggedRoute[],
  { now, then }: { now: ReplaySettings; then: ReplaySettings },
): RouteReplay {
  const [before, after] = [now, then].map((settings) => chooseAgain(routes, settings));
  const moves = new Map<string, RouteReplay['moves'][number]>();
  routes.forEach(({ id }, index) => {
    const [from, to] = [before?.[index]?.model, after?.[index]?.model];
    if (from === undefined || to === undefined || from === to) return;
    const move = moves.get(`${from} ${to}`) ?? { from, to, count: 0, example: id };
    moves.set(`${from} ${to}`, { ...move, count: move.count + 1 });
  });
  return {
    rows: routes.length,
    now: sumUp(before ?? []),
    then: sumUp(after ?? []),
    moves: [...moves.values()].sort((a, b) => b.count - a.count),
  };
}

function chooseAgain(routes: readonly LoggedRoute[], settings: ReplaySettings): Option[] {
  const { maxCostPerDay } = settings;
  const spent = new Map<number, number>();
  return routes.flatMap(({ at, routing: { options, limit } }) => {
    const day = new Date(at).setHours(0, 0, 0, 0);
    const spentThen = spent.get(day) ?? 0;
    const choices = options.map((option) => ({
      ...{ model: option.model, tier: option.tier, right: option.right },
      ...{ costUsd: option.costUsd, seconds: option.seconds, isDown: option.out === DOWN },
    }));
    const budgetUsd = maxCostPerDay === undefined ? undefined : Math.max(0, maxCostPerDay - spentThen);
    const chosen = rankModels(choices, { limit, settings, budgetUsd })[0];
    spent.set(day, spentThen + (chosen?.costUsd ?? 0));
    return options.find(({ model }) => model === chosen?.model) ?? [];
  });
}

function sumUp(chosen: readonly Option[]): ReplayedSettings {
  const byTier: Record<string, number> = {};
  for (const { tier } of chosen) byTier[tier] = (byTier[tier] ?? 0) + 1;
  const rights = chosen.flatMap(({ right }) => right ?? []);
  const costs = chosen.flatMap(({ costUsd }) => costUsd ?? []);
  return {
    byTier,
    right: rights.length > 0 ? sum(rights) / rights.length : null,
    costUsd: costs.length === chosen.length ? sum(costs) : null,
    seconds: chosen.length > 0 ? sum(chosen.map(({ seconds }) => seconds)) / chosen.length : 0,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
