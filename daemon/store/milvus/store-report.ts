import type { FarTier, ServerFacts } from './far-tier.ts';
import { knownHole } from './known-holes.ts';
import type { LatencyWindow } from './latency-window.ts';
import type { LinkState } from './link.ts';
import type { MilvusError } from './milvus-error.ts';
import type { MilvusSettings } from './milvus-settings.ts';
import type { WriteJournal } from './write-journal.ts';

/** What the store has to say of itself, in words for people. */

interface StoreFacts {
  settings: MilvusSettings;
  journal: Pick<WriteJournal, 'size' | 'dropped'>;
  far: Pick<FarTier, 'state' | 'server' | 'latency' | 'refusals'>;
  nearEntries: number;
  refused: number;
}

export function describeStore(facts: StoreFacts): Record<string, string> {
  const { settings, journal, nearEntries, refused } = facts;
  const { state, server, latency } = facts.far;
  const { connection, collection, search } = settings;
  return {
    Milvus: `${addressOf(settings)}, ${STATES[state.kind]}${server ? `, version ${server.version}` : ''}`,
    ...holeOf(server),
    Collection: `${collection.name} in database ${connection.database}`,
    Index: describeIndex(settings, server),
    Consistency: `${search.consistency}; a lookup waits ${search.budgetMs} ms at most`,
    Latency: describeLatency(latency),
    'Near tier': `${nearEntries} of at most ${settings.hotEntries} entries in this process`,
    'Waiting writes': `${journal.size} of at most ${settings.maxPendingWrites}, ${journal.dropped} dropped`,
    ...(refused > 0 && { Refused: `${refused} answers longer than a row can hold` }),
  };
}

/** The collection that all daemons share, as of the last "forget everything". */
export function identityOf(settings: MilvusSettings, epoch: number | undefined): string {
  return `milvus ${targetOf(settings)}, epoch ${epoch ?? 'unknown'}`;
}

/** Server, database and collection. */
export function targetOf(settings: MilvusSettings): string {
  return `${addressOf(settings)}/${settings.connection.database}/${settings.collection.name}`;
}

/** What does not work as configured, one sentence each. */
export function troublesOf({
  settings,
  journal,
  far,
  writing,
}: Pick<StoreFacts, 'settings' | 'journal' | 'far'> & { writing: MilvusError | undefined }): string[] {
  const { state } = far;
  const waiting = journal.size > 0 ? ` ${journal.size} writes wait for it.` : '';
  if (state.kind === 'down') {
    return [
      `Milvus at ${addressOf(settings)} cannot be used (${state.error.message}): answers are found only in this process.${waiting}`,
    ];
  }
  return [
    ...far
      .refusals()
      .map(
        ({ message }) => `Milvus at ${addressOf(settings)} refuses lookups (${message}): they are misses.`,
      ),
    ...(writing ? [`Milvus at ${addressOf(settings)} takes no writes (${writing.message}).${waiting}`] : []),
  ];
}

export function linkSentence(
  state: LinkState,
  settings: MilvusSettings,
  server: ServerFacts | undefined,
): string {
  if (state.kind === 'down') {
    return `Milvus at ${addressOf(settings)} cannot be used: ${state.error.message}. Answers are found only in this process meanwhile; trying again.`;
  }
  return `Milvus ${server?.version ?? ''} at ${addressOf(settings)} is in use, collection "${settings.collection.name}".`;
}

export function writingSentence(error: MilvusError | undefined, waiting: number): string {
  return error
    ? `Milvus takes no writes: ${error.message}. ${waiting} wait; trying again.`
    : 'Milvus takes writes again.';
}

function holeOf(server: ServerFacts | undefined): Record<string, string> {
  const hole = server && knownHole(server.version);
  return hole === undefined ? {} : { Danger: hole };
}

function addressOf({ connection: { host, port } }: MilvusSettings): string {
  return `${host}:${port}`;
}

function describeIndex({ collection, search }: MilvusSettings, server: ServerFacts | undefined): string {
  const { type, params } = collection.index;
  if (server && server.index !== type) {
    return `${server.index}, as the collection was made; the settings say ${type}`;
  }
  const all = Object.entries({ ...params, ...search.params }).map(([name, value]) => `${name} ${value}`);
  return [type, ...all].join(', ');
}

function describeLatency(latency: LatencyWindow): string {
  const [median, tail] = [latency.quantile(0.5), latency.quantile(0.95)];
  if (median === undefined || tail === undefined) return 'no lookup yet';
  return `p50 ${median.toFixed(1)} ms, p95 ${tail.toFixed(1)} ms over the last lookups`;
}

const STATES: Record<LinkState['kind'], string> = {
  connecting: 'connecting',
  up: 'connected',
  down: 'not reachable',
};
