import * as z from 'zod';
import { MAX_ANSWER_CHARACTERS, MAX_REQUEST_CHARACTERS } from './page-limits.ts';

/**
 * What extension and daemon say to each other over the WebSocket: one JSON object a message. The extension is a thin
 * pipe; all knowledge of dialects, cache and routing is in the daemon (docs/decisions: the socket protocol).
 *
 * Order: `hello` -> `challenge` -> (`prove` -> `ready`) or (`pair-begin` -> `pair-offer` -> `pair-confirm` -> `paired`
 * -> `ready`), then anything else. A message that does not parse is answered with `error` and counted.
 */
export const PROTOCOL_VERSION = 1;
/** Path of the WebSocket on the daemon's port. */
export const SOCKET_PATH = '/askonce/extension';

/** Largest message that the daemon accepts from a paired extension, in bytes. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** The same before it has proved that it is paired. */
export const MAX_MESSAGE_BYTES_BEFORE_PROOF = 4 * 1024;
/** A browser ends an extension's background after 30 s without traffic; a `ping` each so often keeps it (Chrome 116). */
export const PING_EVERY_MS = 20_000;
/** Text pieces that may be on their way to a page before it has asked for more. */
export const CHUNK_WINDOW = 32;

const id = z.string().min(1).max(100);
const origin = z.string().min(1).max(300);
const base64url = z.string().regex(/^[\w-]{1,512}$/);
const sentence = z.string().max(2_000);

/** What a user decided for one site. */
export const siteSettingSchema = z.object({
  /** Scheme, host and port of the page. */
  origin,
  /** answer: stored answers and routing; route: no stored answers; watch: learn only; off. */
  mode: z.enum(['answer', 'route', 'watch', 'off']),
  /** Who answers what is not stored: the page's own request, the same with a routed model's name, or the daemon. */
  onMiss: z.enum(['page', 'rewrite', 'daemon']),
  /** The names by which the site's own endpoint knows a model of each size; needed for `rewrite`. */
  models: z.partialRecord(z.enum(['small', 'medium', 'large', 'reasoning']), z.string().min(1).max(256)),
  /** Sites with the same group share answers. */
  group: z.string().min(1).max(100).optional(),
  /** How long answers of this site live, in seconds; the daemon's own setting where absent. */
  ttlSeconds: z.number().int().positive().optional(),
  /** Whether answers learnt here go to the team, where the daemon has one; a user's own otherwise. */
  sharesWithTeam: z.boolean(),
});
export type SiteSetting = z.infer<typeof siteSettingSchema>;

/** One request of a page, as the page was about to send it. */
export const pageRequestSchema = z.object({
  url: z.string().min(1).max(4_096),
  method: z.string().min(1).max(16),
  contentType: z.string().max(300),
  body: z.string().max(MAX_REQUEST_CHARACTERS),
});
export type PageRequest = z.infer<typeof pageRequestSchema>;

/** A page's own answer, whole; never sent where it was cut off or aborted. */
export const pageAnswerSchema = z.object({
  status: z.number().int(),
  contentType: z.string().max(300),
  body: z.string().max(MAX_ANSWER_CHARACTERS),
  /** From the request to the first byte and to the last, in milliseconds. */
  firstByteMs: z.number().nonnegative(),
  totalMs: z.number().nonnegative(),
});
export type PageAnswer = z.infer<typeof pageAnswerSchema>;

/** Where an answer comes from: for the chip, the side panel and the log. */
const sourceSchema = z.object({
  /** Decision id. */
  decision: z.string(),
  cache: z.enum(['hit-exact', 'hit-semantic', 'hit-coalesced', 'miss', 'bypass']),
  model: z.string(),
  tier: z.string().optional(),
  reason: z.string(),
  similarity: z.number().optional(),
  confidence: z.number().optional(),
  ageSeconds: z.number().optional(),
  /** What spoke for the served answer and against it: sentences with words of the questions, for who asked. */
  agreed: z.array(z.string()).optional(),
  against: z.array(z.string()).optional(),
  /** Id of the stored entry that was served. */
  entry: z.string().optional(),
});
export type Source = z.infer<typeof sourceSchema>;

/** One line of the local log: what was intercepted on a site and where it went. */
export const logLineSchema = z.object({
  decision: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  site: z.string(),
  /** answered: from the cache; routed: sent with another model's name, or answered by the daemon; passed: left alone. */
  went: z.enum(['answered', 'routed', 'passed']),
  dialect: z.string().optional(),
  reason: z.string(),
  model: z.string().optional(),
  /** Only where the daemon's `decisions.text` is "full". */
  question: z.string().optional(),
  /** What somebody said of the answer. */
  judged: z.enum(['wrong', 'right']).optional(),
});
export type LogLine = z.infer<typeof logLineSchema>;

/** What spoke for a stored answer and against it. */
export const evidenceSchema = z.object({
  /** The question that the stored answer was given to; absent where none was near, or it is stored no more. */
  candidate: z.string().optional(),
  /** Cosine of the two questions, and how probably one answer serves both; both in [0, 1]. */
  similarity: z.number().optional(),
  probability: z.number().optional(),
  /** Sentences; with words of the questions only where the daemon's `decisions.text` is "full". */
  agreed: z.array(z.string()),
  against: z.array(z.string()),
});
export type DecisionEvidence = z.infer<typeof evidenceSchema>;

/** What an extension page (never a web page) may ask of the daemon; the answer is `result` or `error`. */
export const operationSchema = z.discriminatedUnion('name', [
  z.object({ name: z.literal('read-log'), site: origin.optional(), limit: z.number().int().min(1).max(500) }),
  /** Why a decision went as it did; the result is `evidenceSchema`. */
  z.object({ name: z.literal('read-evidence'), decision: id }),
  z.object({ name: z.literal('delete-log'), site: origin.optional() }),
  /** Everything learnt on a site. */
  z.object({ name: z.literal('forget-site'), site: origin }),
  z.object({ name: z.literal('forget-entry'), entry: id }),
  /** A served answer was wrong or right, or what was said of it is taken back. */
  z.object({ name: z.literal('judge'), decision: id, verdict: z.enum(['wrong', 'right', 'undo']) }),
  /** The next identical request of this document goes to the page's own model. */
  z.object({ name: z.literal('ask-model-next'), decision: id, document: id }),
  /** The agent's own wording, kept for good for this site (or its group). */
  z.object({
    name: z.literal('pin-answer'),
    site: origin,
    question: sentence,
    answer: z.string().min(1).max(100_000),
  }),
  /** A dialect as data, proposed from one recorded exchange. */
  z.object({
    name: z.literal('propose-adapter'),
    site: origin,
    request: pageRequestSchema,
    answer: pageAnswerSchema,
  }),
  z.object({ name: z.literal('save-adapter'), site: origin, adapter: z.string().min(1).max(20_000) }),
  z.object({ name: z.literal('unpair') }),
]);
export type Operation = z.infer<typeof operationSchema>;

export const extensionMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.number().int(),
    version: z.string().max(50),
    browser: z.string().max(50),
    nonce: base64url,
    pairing: id.optional(),
  }),
  z.object({ type: z.literal('prove'), proof: base64url }),
  z.object({ type: z.literal('pair-begin'), publicKey: base64url, name: z.string().min(1).max(100) }),
  z.object({ type: z.literal('pair-confirm'), proof: base64url }),
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('sites'), sites: z.array(siteSettingSchema).max(1_000) }),
  z.object({
    type: z.literal('chat-request'),
    id,
    site: origin,
    /** One loaded document in one frame; new after each navigation. */
    document: id,
    request: pageRequestSchema,
    /** "Always ask the model here", or a private window: nothing is looked up or learnt. */
    bypass: z.boolean(),
  }),
  /** A question of a person in the side panel; answered like a `chat-request`, with plain text chunks. */
  z.object({
    type: z.literal('side-question'),
    id,
    site: origin,
    text: z.string().min(1).max(20_000),
    fresh: z.boolean(),
  }),
  /**
   * The question behind a stored answer that this document was given, asked of the user's own models: for the chip;
   * answered like a `side-question`. The page's own request is never sent again by us.
   */
  z.object({ type: z.literal('fresh-answer'), id, site: origin, document: id, decision: id }),
  /** The page has read so many chunks: as many more may come. */
  z.object({ type: z.literal('chunks-read'), id, count: z.number().int().min(1).max(1_000) }),
  z.object({ type: z.literal('cancel'), id }),
  z.object({ type: z.literal('observed'), id, answer: pageAnswerSchema }),
  z.object({ type: z.literal('operation'), id, operation: operationSchema }),
]);
export type ExtensionMessage = z.infer<typeof extensionMessageSchema>;

const urlRuleSchema = z.object({
  method: z.string().min(1).max(16),
  host: z.string().max(300).optional(),
  path: z.string().min(1).max(300),
});
const siteRulesSchema = z.object({ origin, rules: z.array(urlRuleSchema).max(100) });
export type SiteRules = z.infer<typeof siteRulesSchema>;

/** What to do with a page's request. */
const verdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pass'), observe: z.boolean(), reason: z.string() }),
  z.object({
    kind: z.literal('rewrite'),
    body: z.string(),
    observe: z.boolean(),
    source: sourceSchema,
  }),
  z.object({
    kind: z.literal('respond'),
    status: z.number().int(),
    headers: z.record(z.string(), z.string()),
    /** The answer or its beginning; one event or line a piece. */
    chunks: z.array(z.string()),
    /** Pause between two pieces, in milliseconds, so that a stored answer reads like a spoken one; 0 for none. */
    paceMs: z.number().nonnegative(),
    /** Whether more pieces follow as `chunks`, ended by `end`. A stored answer always comes whole. */
    more: z.boolean(),
    source: sourceSchema,
    /** CSS selector of the page's elements that show answers: the chip stands beneath the last. */
    element: z.string().max(300).optional(),
  }),
]);
export type PageVerdict = z.infer<typeof verdictSchema>;

export const daemonMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('challenge'),
    protocol: z.number().int(),
    version: z.string(),
    nonce: base64url,
    /** Proof that this is the daemon of that pairing; absent where it does not know the pairing. */
    proof: base64url.optional(),
  }),
  z.object({ type: z.literal('pair-offer'), publicKey: base64url, salt: base64url, expiresInMs: z.number() }),
  z.object({ type: z.literal('paired'), pairing: id, proof: base64url }),
  z.object({
    type: z.literal('ready'),
    /** Whether models of the user's own can answer a miss. */ canGenerate: z.boolean(),
  }),
  z.object({ type: z.literal('pong') }),
  z.object({ type: z.literal('rules'), sites: z.array(siteRulesSchema) }),
  /** The verdict takes longer (a model is asked): wait for it so long before you send the request yourself. */
  z.object({ type: z.literal('wait'), id, forMs: z.number() }),
  z.object({ type: z.literal('verdict'), id, verdict: verdictSchema }),
  z.object({ type: z.literal('chunks'), id, chunks: z.array(z.string()) }),
  z.object({ type: z.literal('end'), id }),
  /** The answer breaks off. */
  z.object({ type: z.literal('failed'), id, message: z.string() }),
  z.object({ type: z.literal('result'), id, value: z.unknown() }),
  z.object({
    type: z.literal('error'),
    /** Of the message that it answers, where that had one. */
    id: z.string().optional(),
    code: z.string(),
    message: z.string(),
  }),
]);
export type DaemonMessage = z.infer<typeof daemonMessageSchema>;

/** Codes of WebSocket close frames beyond RFC 6455's own. */
export const CLOSE_CODES = {
  revoked: 4001,
  badProof: 4003,
  oldProtocol: 4006,
  tooManyErrors: 4008,
  stopping: 1001,
} as const;
