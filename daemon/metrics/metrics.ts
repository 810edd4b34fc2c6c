import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Every metric of the daemon. Names, units and labels follow https://prometheus.io/docs/practices/naming/. */
export type Metrics = ReturnType<typeof counters> & ReturnType<typeof histograms> & Exposition;

interface Exposition {
  /** The text form that Prometheus scrapes, and its content type. */
  expose(): Promise<{ text: string; contentType: string }>;
}

/** What is read when somebody scrapes, instead of being counted on the way. */
export interface MetricSources {
  breakers: () => { model: string; isOpen: boolean }[];
  /** Undefined where there is no store. */
  store: () => Promise<{ entries: number; waiting?: number; dropped?: number } | undefined>;
  /** Browser extensions that are connected; absent where there is no inlet for them. */
  extensions?: () => number;
  /** Of answers served by meaning, the share that may be wrong and the one that probably is; absent: nothing is known. */
  wrongAnswers?: () =>
    { budget: number; overall: { share: number; low: number; high: number } | undefined } | undefined;
}

const FAST_SECONDS = [0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1];
const MODEL_SECONDS = [0.001, 0.005, 0.02, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60];

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addGauges(registry, sources);
  return {
    ...counters(registry),
    ...histograms(registry),
    expose: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}

function counters(registry: Registry) {
  const counter = <T extends string>(name: string, help: string, labelNames: T[]): Counter<T> =>
    new Counter({ name, help, labelNames, registers: [registry] });
  return {
    requests: counter(
      'askonce_requests_total',
      'Chat requests, by how the cache took part and how they ended.',
      ['cache', 'outcome'],
    ),
    semanticSkipped: counter(
      'askonce_semantic_lookups_skipped_total',
      'Questions not looked up by meaning.',
      ['reason'],
    ),
    notStored: counter('askonce_answers_not_stored_total', 'Answers that were not stored.', ['reason']),
    stored: counter('askonce_answers_stored_total', 'Answers that were stored.', []),
    tokens: counter('askonce_model_tokens_total', 'Tokens that models counted for fresh answers.', [
      'model',
      'kind',
    ]),
    costUsd: counter(
      'askonce_model_cost_usd_total',
      'Cost of fresh answers, and of checks, by stated prices.',
      ['model'],
    ),
    savedUsd: counter(
      'askonce_saved_usd_total',
      'Cost avoided by stated prices, against the model asked for.',
      ['by'],
    ),
    modelFailures: counter(
      'askonce_model_failures_total',
      'Upstream calls that failed before an answer began.',
      ['model', 'code'],
    ),
    audits: counter('askonce_audits_total', 'Shadow audits of answers served by meaning.', ['outcome']),
    auditTokens: counter('askonce_audit_tokens_total', 'Tokens that models counted for shadow audits.', [
      'model',
      'kind',
    ]),
    auditCostUsd: counter('askonce_audit_cost_usd_total', 'Cost of shadow audits by stated prices.', [
      'model',
    ]),
    partFailures: counter(
      'askonce_part_failures_total',
      'Failures of parts that the daemon can do without.',
      ['part'],
    ),
  };
}

function histograms(registry: Registry) {
  const histogram = <T extends string>(
    name: string,
    help: string,
    labelNames: T[],
    buckets: number[],
  ): Histogram<T> => new Histogram({ name, help, labelNames, buckets, registers: [registry] });
  return {
    stageSeconds: histogram(
      'askonce_stage_duration_seconds',
      'Time spent in a stage of the pipeline.',
      ['stage'],
      FAST_SECONDS,
    ),
    firstChunkSeconds: histogram(
      'askonce_time_to_first_chunk_seconds',
      'From the request to the first chunk of its answer.',
      ['cache', 'model'],
      MODEL_SECONDS,
    ),
    replySeconds: histogram(
      'askonce_reply_duration_seconds',
      'From the request to the end of its answer.',
      ['cache', 'model'],
      MODEL_SECONDS,
    ),
  };
}

function addGauges(registry: Registry, { breakers, store, extensions, wrongAnswers }: MetricSources): void {
  const registers = [registry];
  addWrongAnswers(registry, wrongAnswers);
  new Gauge({
    name: 'askonce_model_breaker_open',
    help: '1 while a model is left alone because it failed repeatedly.',
    labelNames: ['model'],
    registers,
    collect() {
      for (const { model, isOpen } of breakers()) this.set({ model }, isOpen ? 1 : 0);
    },
  });
  new Gauge({
    name: 'askonce_extensions_connected',
    help: 'Browser extensions that are paired and connected.',
    registers,
    collect() {
      this.set(extensions?.() ?? 0);
    },
  });
  const waiting = new Gauge({
    name: 'askonce_store_waiting_writes',
    help: 'Writes that wait for a store elsewhere (Milvus).',
    registers,
  });
  const dropped = new Gauge({
    name: 'askonce_store_dropped_writes',
    help: 'Writes dropped since the start because too many waited.',
    registers,
  });
  new Gauge({
    name: 'askonce_store_entries',
    help: 'Answers in the store.',
    registers,
    async collect() {
      const stats = await store();
      if (!stats) return;
      this.set(stats.entries);
      waiting.set(stats.waiting ?? 0);
      dropped.set(stats.dropped ?? 0);
    },
  });
}

/** One figure for all: sites are too many for labels, and nobody's business. */
function addWrongAnswers(registry: Registry, wrongAnswers: MetricSources['wrongAnswers']): void {
  const registers = [registry];
  new Gauge({
    name: 'askonce_wrong_answers_ratio',
    help: 'Estimated share of wrong ones among the answers served by meaning, with the bounds of its interval (90 %).',
    labelNames: ['bound'],
    registers,
    collect() {
      const { overall } = wrongAnswers?.() ?? {};
      if (!overall) return;
      this.set({ bound: 'estimate' }, overall.share);
      this.set({ bound: 'low' }, overall.low);
      this.set({ bound: 'high' }, overall.high);
    },
  });
  new Gauge({
    name: 'askonce_wrong_answers_budget_ratio',
    help: 'The share of wrong answers that is accepted (semantic_cache.max_wrong_rate).',
    registers,
    collect() {
      const budget = wrongAnswers?.()?.budget;
      if (budget !== undefined) this.set(budget);
    },
  });
}
