import { z } from 'zod';
import {
  calibrationViewSchema,
  decisionSchema,
  entrySchema,
  explainedRouteSchema,
  judgementSchema,
  judgementsSchema,
  keySchema,
  modelSchema,
  ownModelsViewSchema,
  pairingCodeSchema,
  pairingSchema,
  routingViewSchema,
  statusSchema,
  type CalibrationView,
  type DecisionView,
  type EntryView,
  type ExplainedRouteView,
  type JudgementView,
  type JudgementsView,
  type KeyView,
  type ModelView,
  type PairingCodeView,
  type PairingView,
  type RoutingView,
  type Status,
} from '../server/own-api.ts';
import {
  callApi,
  discardReply,
  readReply,
  reasonOf,
  refuse,
  type ApiAddress,
  type ApiCallOptions,
} from './api-call.ts';
import { CommandError, EXIT } from './command-error.ts';

/** A running daemon, through its own API (server/own-api.ts). Calls throw a CommandError with a sentence. */
export interface DaemonClient {
  /** Such as http://127.0.0.1:8801, without a path. */
  readonly baseUrl: string;
  readonly apiKey: string;
  status(): Promise<Status>;
  models(): Promise<ModelView[]>;
  /** The newest first. */
  decisions(limit: number): Promise<DecisionView[]>;
  decision(id: string): Promise<DecisionView | undefined>;
  /** Undefined where the decision is not known (any more). */
  judge(decision: string, verdict: string): Promise<JudgementView | undefined>;
  /** Everything that was said of served answers, oldest first. */
  judgements(): Promise<JudgementsView['judgements']>;
  /** Where a question would be sent now. */
  explainRoute(question: string): Promise<ExplainedRouteView>;
  /** Lets it read the user's own calibration again. */
  reloadCalibration(): Promise<CalibrationView>;
  /** What use has taught the router. */
  tuning(): Promise<RoutingView>;
  /** Freezes that or lets it go on, or forgets it; resolves with what is then. */
  steerTuning(wish: { frozen?: boolean; reset?: true }): Promise<RoutingView>;
  /** Lets it read again what was learnt of single models; resolves with why it is not used, if it is not. */
  reloadOwnModels(): Promise<string | undefined>;
  entries(page: { offset: number; limit: number }): Promise<{ total: number; entries: EntryView[] }>;
  entry(id: string): Promise<EntryView | undefined>;
  deleteEntry(id: string): Promise<boolean>;
  clearEntries(): Promise<number>;
  /** Portable entries after the id `after`, or all, as the body comes: pieces of text that need not end where lines do. */
  exportEntries(after?: string): AsyncIterable<string>;
  importEntries(lines: readonly string[]): Promise<{ imported: number; skipped: number }>;
  keys(): Promise<KeyView[]>;
  addKey(key: { name: string; user?: string | undefined; role?: string | undefined }): Promise<KeyView>;
  revokeKey(id: string): Promise<boolean>;
  pairings(): Promise<PairingView[]>;
  /** Of extensions that wait for theirs at this moment. */
  pairingCodes(): Promise<PairingCodeView[]>;
  revokePairing(id: string): Promise<boolean>;
}

/** Longest wait where all entries move, in milliseconds. */
const TRANSFER_TIMEOUT_MS = 600_000;
/** Media type of entries, one a line. */
const ENTRY_LINES = 'application/x-ndjson';

const deletedSchema = z.object({ deleted: z.number() });
const importedSchema = z.object({ imported: z.number(), skipped: z.number() });
const decisionsSchema = z.object({ decisions: z.array(decisionSchema) });
const keysSchema = z.object({ keys: z.array(keySchema) });
const modelsSchema = z.object({ models: z.array(modelSchema) });
const pairingsSchema = z.object({ pairings: z.array(pairingSchema) });
const pairingCodesSchema = z.object({ codes: z.array(pairingCodeSchema) });
const pageSchema = z.object({ total: z.number(), entries: z.array(entrySchema) });

export function createDaemonClient(address: ApiAddress): DaemonClient {
  const { baseUrl, apiKey } = address;
  const call = (method: string, path: string, options?: ApiCallOptions): Promise<Response> =>
    callApi(address, method, path, options);
  const read = async <T>(path: string, schema: z.ZodType<T>): Promise<T> =>
    readReply(await call('GET', path), schema);
  const post = async <T>(path: string, body: object, schema: z.ZodType<T>): Promise<T> =>
    readReply(await call('POST', path, { body: JSON.stringify(body) }), schema);
  const readIfThere = <T>(response: Response, schema: z.ZodType<T>): Promise<T | undefined> =>
    response.status === 404 ? discardReply(response, undefined) : readReply(response, schema);
  const find = async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> =>
    readIfThere(await call('GET', path), schema);
  const remove = async (path: string): Promise<number> => {
    const response = await call('DELETE', path);
    if (response.status === 404) return discardReply(response, 0);
    return (await readReply(response, deletedSchema)).deleted;
  };

  return {
    baseUrl,
    apiKey,
    status: () => read('status', statusSchema),
    models: async () => (await read('models', modelsSchema)).models,
    decisions: async (limit) => (await read(`decisions?limit=${limit}`, decisionsSchema)).decisions,
    decision: (id) => find(`decisions/${encodeURIComponent(id)}`, decisionSchema),
    async judge(decision, verdict) {
      const options = { body: JSON.stringify({ verdict }) };
      const response = await call('POST', `decisions/${encodeURIComponent(decision)}/verdict`, options);
      return readIfThere(response, judgementSchema);
    },
    judgements: async () => (await read('judgements', judgementsSchema)).judgements,
    reloadCalibration: async () => readReply(await call('POST', 'calibration'), calibrationViewSchema),
    explainRoute: (question) => post('routing/explain', { question }, explainedRouteSchema),
    tuning: () => read('routing', routingViewSchema),
    steerTuning: (wish) => post('routing', wish, routingViewSchema),
    reloadOwnModels: async () => (await post('routing/models', {}, ownModelsViewSchema)).fault,
    entries: ({ offset, limit }) => read(`entries?offset=${offset}&limit=${limit}`, pageSchema),
    entry: (id) => find(`entries/${encodeURIComponent(id)}`, entrySchema),
    deleteEntry: async (id) => (await remove(`entries/${encodeURIComponent(id)}`)) > 0,
    clearEntries: () => remove('entries'),
    async *exportEntries(after) {
      const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
      const response = await call('GET', `entries/export${query}`, { timeoutMs: TRANSFER_TIMEOUT_MS });
      if (!response.ok) await refuse(response);
      yield* textOf(response, baseUrl);
    },
    async importEntries(lines) {
      const options = { body: lines.join('\n'), type: ENTRY_LINES, timeoutMs: TRANSFER_TIMEOUT_MS };
      return readReply(await call('POST', 'entries/import', options), importedSchema);
    },
    keys: async () => (await read('keys', keysSchema)).keys,
    addKey: (key) => post('keys', key, keySchema),
    revokeKey: async (id) => (await remove(`keys/${encodeURIComponent(id)}`)) > 0,
    pairings: async () => (await read('pairings', pairingsSchema)).pairings,
    pairingCodes: async () => (await read('pairings/codes', pairingCodesSchema)).codes,
    revokePairing: async (id) => (await remove(`pairings/${encodeURIComponent(id)}`)) > 0,
  };
}

/** The export's body, as it comes. */
async function* textOf(response: Response, baseUrl: string): AsyncIterable<string> {
  try {
    if (response.body) yield* response.body.pipeThrough(new TextDecoderStream());
  } catch (error) {
    const message = `The daemon at ${baseUrl} broke the export off (${reasonOf(error)}). Try: askonce status`;
    throw new CommandError(message, EXIT.failed, { cause: error });
  }
}
