import type { Matcher } from './cache/matching/matcher.ts';
import type { Embedder } from './embedding/embedder.ts';
import type { Clock } from './lib/clock.ts';
import { packageVersion } from './lib/package-root.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { AuditOutcome } from './pipeline/recorder.ts';
import type { ModelRegistry } from './providers/model-registry.ts';
import type { Status } from './server/own-api.ts';
import type { AnswerStore } from './store/answer-store.ts';
import type { Verifier } from './verifying/verifier.ts';

interface StatusBoardOptions {
  store: AnswerStore | undefined;
  embedder: Embedder;
  /** Undefined where none is configured. */
  verifier: Verifier | undefined;
  matcher: Pick<Matcher, 'fault' | 'ownCalibration'>;
  /** What was learnt of single models; undefined where the router has no heads. */
  ownModels: { fault: string | undefined } | undefined;
  models: ModelRegistry;
  metrics: Metrics;
  clock: Clock;
  /** Absent where extensions are switched off. */
  extensions?: (() => Status['extensions']) | undefined;
  /** Undefined where the cache is switched off. */
  wrongAnswers: () => Status['wrongAnswers'];
  /** Of the day; undefined where none is set. */
  budget: () => Status['budget'];
  /** Of the answers served by meaning, how many are audited, in [0, 1]. */
  auditShare: number;
}

/** Gathers what there is to say about the daemon's state, for `askonce status` and /health. */
export interface StatusBoard {
  read: () => Promise<Status>;
  /** What does not work as configured, one sentence each. */
  degraded: () => string[];
  noteAddress: (address: string) => void;
  notePart: (part: 'store' | 'embedder', works: boolean) => void;
}

export function createStatusBoard({
  store,
  embedder,
  verifier,
  matcher,
  ownModels,
  models,
  metrics,
  clock,
  extensions,
  wrongAnswers,
  budget,
  auditShare,
}: StatusBoardOptions): StatusBoard {
  const startedAt = clock.now();
  const version = packageVersion();
  let address = '';
  let isStoreFailing = false;

  const degraded = (): string[] => {
    return [
      ...(store?.troubles?.() ?? []),
      ...(isStoreFailing ? ['The store failed lately: answers are not kept. See the log.'] : []),
      ...[embedder.fault(), ...(store ? [verifier?.fault(), matcher.fault] : []), ownModels?.fault].flatMap(
        (fault) => fault ?? [],
      ),
      ...(isRaised(wrongAnswers()) ? [OVER_BUDGET] : []),
      ...faultsOf(models),
    ];
  };

  return {
    degraded,
    async read() {
      const stats = await store?.stats().catch(() => undefined);
      return {
        version,
        pid: process.pid,
        startedAt,
        address,
        degraded: degraded(),
        embedder: { id: embedder.id, state: embedder.state() },
        ...(verifier && { verifier: { id: verifier.id, state: store ? verifier.state() : 'off' } }),
        ownCalibration: matcher.ownCalibration,
        store: stats ?? { backend: store ? 'unavailable' : 'off', ...UNCOUNTED },
        ...(extensions && { extensions: extensions() }),
        wrongAnswers: wrongAnswers(),
        ...(auditShare > 0 && { audits: { share: auditShare, ...(await countAudits(metrics)) } }),
        budget: budget(),
        requests: await countRequests(metrics),
      };
    },
    noteAddress: (bound) => {
      address = bound;
    },
    notePart: (part, works) => {
      if (part === 'store') isStoreFailing = !works;
    },
  };
}

const UNCOUNTED = { entries: 0, scopes: 0, hits: 0, evicted: 0 };
const OVER_BUDGET =
  'More answers from the cache were wrong than the budget allows: fewer are reused until it holds again.';

function faultsOf({ all }: ModelRegistry): string[] {
  const open = all.filter((model) => model.breaker() === 'open').map(({ info }) => info.id);
  return [
    ...open.map((id) => `Model ${id} failed repeatedly and is left alone for a moment.`),
    ...(all.length === 0 ? ['No model is configured.'] : []),
    ...(all.some(({ info }) => info.simulated)
      ? ['Practice models answer: their answers are simulated.']
      : []),
  ];
}

function isRaised(shares: Status['wrongAnswers']): boolean {
  return [shares?.overall, ...(shares?.groups ?? [])].some((share) => share && share.raisedBy > 0);
}

async function countRequests({ requests }: Metrics): Promise<Status['requests']> {
  const { values } = await requests.get();
  const sum = (...outcomes: string[]): number =>
    totalOf(values.filter(({ labels }) => outcomes.includes(String(labels.cache))));
  return {
    total: totalOf(values),
    hitExact: sum('hit-exact'),
    hitSemantic: sum('hit-semantic'),
    hitCoalesced: sum('hit-coalesced'),
    miss: sum('miss'),
    bypass: sum('bypass'),
  };
}

async function countAudits(metrics: Metrics): Promise<Omit<NonNullable<Status['audits']>, 'share'>> {
  const { values } = await metrics.audits.get();
  const sum = (...outcomes: AuditOutcome[]): number =>
    totalOf(values.filter(({ labels }) => outcomes.some((outcome) => outcome === labels.outcome)));
  return {
    right: sum('right'),
    wrong: sum('wrong'),
    undecided: sum('unsure', 'unusable', 'overruled', 'failed'),
    tokens: totalOf((await metrics.auditTokens.get()).values),
    costUsd: totalOf((await metrics.auditCostUsd.get()).values),
  };
}

function totalOf(values: readonly { value: number }[]): number {
  return values.reduce((total, { value }) => total + value, 0);
}
