import { expect, test } from 'vitest';
import {
  replayRoutes,
  type LoggedRoute,
  type ReplaySettings,
} from '../../../daemon/evaluation/replay-routes.ts';

const SETTINGS: ReplaySettings = { quality: 0.5, maxLatencyMs: undefined, maxCostPerDay: undefined };
const option = (model: string, tier: 'small' | 'large', right: number, costUsd: number) => ({
  ...{ model, tier, right, costUsd, seconds: tier === 'small' ? 1 : 4 },
});

function logged(id: string, right: [small: number, large: number], limit = {}): LoggedRoute {
  const options = [option('little', 'small', right[0], 0.001), option('big', 'large', right[1], 0.01)];
  return { id, at: 1_000, routing: { by: 'estimate', limit, promptTokens: 10, options } };
}

test('what would go elsewhere is counted, with what is expected of both', () => {
  const routes = [logged('easy', [0.9, 0.9]), logged('middling', [0.75, 0.9]), logged('hard', [0.1, 0.9])];
  const replay = replayRoutes(routes, { now: SETTINGS, then: { ...SETTINGS, quality: 0.8 } });
  expect(replay).toMatchObject({
    rows: 3,
    now: { byTier: { small: 2, large: 1 }, seconds: 2 },
    then: { byTier: { small: 1, large: 2 }, seconds: 3 },
    moves: [{ from: 'little', to: 'big', count: 1, example: 'middling' }],
  });
  expect(replay.now.right).toBeCloseTo((0.9 + 0.75 + 0.9) / 3, 9);
  expect(replay.then.costUsd).toBeCloseTo(0.021, 9);
});

test('what limited a choice limits it again', () => {
  const routes = [logged('pinned', [0.1, 0.9], { model: 'little', tier: 'small' })];
  expect(replayRoutes(routes, { now: SETTINGS, then: { ...SETTINGS, quality: 1 } }).moves).toEqual([]);
});

test('a budget is spent in the order of the log, each day anew', () => {
  const routes = [1, 2, 3].map((at) => ({ ...logged(String(at), [0.1, 0.9]), at }));
  const replay = replayRoutes(routes, { now: SETTINGS, then: { ...SETTINGS, maxCostPerDay: 0.02 } });
  expect(replay.then.byTier).toEqual({ large: 2, small: 1 });
});

test('a cost is not summed up where one is not known', () => {
  const route = logged('x', [0.1, 0.9]);
  const options = route.routing.options.map((one) => ({ ...one, costUsd: undefined }));
  const routes = [{ ...route, routing: { ...route.routing, options } }];
  expect(replayRoutes(routes, { now: SETTINGS, then: SETTINGS }).now.costUsd).toBeNull();
});
