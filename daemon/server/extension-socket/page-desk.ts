import type { ExtensionMessage, SiteSetting } from '../../../shared/protocol.ts';
import { normaliseQuestion } from '../../cache/normalise.ts';
import type { Tier } from '../../chat/cache-entry.ts';
import { readConversation, type ChatRequest } from '../../chat/chat-request.ts';
import type { DecisionLog } from '../../decisions/decision-log.ts';
import type { Dialect } from '../../dialects/dialect.ts';
import type { Caller } from '../../pipeline/ask.ts';
import type { Feedback } from '../../pipeline/feedback.ts';
import type { Miss } from '../../pipeline/miss.ts';
import type { Consultation, PageAsk, PagePipeline } from '../../pipeline/page-pipeline.ts';
import type { Recorder } from '../../pipeline/recorder.ts';
import { formOfPage } from './answer-form.ts';
import type { Delivery } from './delivery.ts';
import { withTurn, type Given, type PageMemory, type SeenSession } from './page-memory.ts';
import { readPageRequest, type UnderstoodRequest } from './read-page-request.ts';
import type { RememberedAsks } from './remembered-asks.ts';
import { rewriteForSite } from './rewrite-for-site.ts';

export interface PageDeskParts {
  pipeline: PagePipeline;
  /** Those that are built in, and adapters. */
  dialects: () => readonly Dialect[];
  callerOf: (setting: Pick<SiteSetting, 'origin' | 'group' | 'sharesWithTeam'>, user: string) => Caller;
  decisions: Pick<DecisionLog, 'get'>;
  feedback: Feedback;
  recorder: Recorder;
  /** Whether models of the user's own can answer. */
  canGenerate: boolean;
}

/** Of one browser. */
export interface PageContext {
  user: string;
  memory: PageMemory;
  remembered: RememberedAsks;
}

type ChatRequestMessage = Extract<ExtensionMessage, { type: 'chat-request' }>;

/** One request of a page with all that is known of it. */
interface PageQuestion {
  message: ChatRequestMessage;
  setting: SiteSetting;
  understood: UnderstoodRequest;
  refused: Given | undefined;
  /** What was said before, where the page's server keeps it and all of it was seen. */
  session: SeenSession | undefined;
  context: PageContext;
  delivery: Delivery;
}

/** How long the page is to wait for a model of the daemon's to begin. */
const FIRST_PIECE_WITHIN_MS = 30_000;

/**
 * Gives a page's request its verdict: a stored answer, another model's name, an answer of the daemon's own models, or
 * "send it yourself". What is not understood passes. @throws nothing that is the page's fault.
 */
export async function answerPage(
  parts: PageDeskParts,
  context: PageContext,
  { message, setting, delivery }: { message: ChatRequestMessage; setting: SiteSetting; delivery: Delivery },
): Promise<void> {
  const understood = readPageRequest(message.request, parts.dialects());
  if ('passes' in understood) {
    parts.recorder.passedUnread({ site: setting.origin, user: context.user, reason: understood.passes });
    delivery.pass(understood.passes, false);
    return;
  }
  if ('startsSession' in understood) {
    const { document } = message;
    context.remembered.add(message.id, { ...understood, site: setting.origin, document });
    delivery.pass('takes up a session', true);
    return;
  }
  const refused = refusedAnswer(understood, message, context);
  if (refused) void judgeRefused(parts, refused);
  const { session: id } = understood.reading;
  const session = id === undefined ? undefined : context.memory.takeSession(message.document, id);
  const question: PageQuestion = { message, setting, understood, refused, session, context, delivery };
  const consultation = await parts.pipeline(askOf(parts, question));
  if (consultation.kind === 'miss') {
    await answerMiss(parts, question, consultation.miss);
    return;
  }
  await answerHit(question, consultation);
}

async function answerHit(
  { message, understood, session, context, delivery }: PageQuestion,
  { reply, entry, turn }: Extract<Consultation, { kind: 'hit' }>,
): Promise<void> {
  const { dialect, reading, digest } = understood;
  const { document } = message;
  const given = { decision: reply.verdict.id, entry: entry.id, question: turn.question };
  context.memory.noteGiven(document, digest, given, turn.request);
  if (session && reading.session !== undefined) {
    const said = withTurn(session.said, turn.question, entry.answer.text);
    context.memory.putSession(document, reading.session, { said, isAhead: true });
  }
  await delivery.whole(reply, formOfPage(dialect, reading.request), reading.request.model);
}

/** The stored answer that the user does not want (any more): asked again at once, or told so by the page or the chip. */
function refusedAnswer(
  { reading, digest }: UnderstoodRequest,
  { document }: ChatRequestMessage,
  { memory }: PageContext,
): Given | undefined {
  const refused = memory.takeRefused(document, digest);
  if (refused || !reading.isRegenerate) return refused;
  const { question = '' } = readConversation(reading.request);
  return memory.lastGiven(document, normaliseQuestion(question));
}

/** Nobody waits for it. The stored answer stays until the page's own takes its place. */
async function judgeRefused(
  { decisions, feedback, recorder }: PageDeskParts,
  { decision }: Given,
): Promise<void> {
  try {
    const record = decisions.get(decision);
    if (record) await feedback.take(record, 'wrong', { keepsEntry: true });
  } catch (error) {
    recorder.partFailed('store', error);
  }
}

function askOf({ callerOf }: PageDeskParts, question: PageQuestion): PageAsk {
  const { setting, understood, refused, context, delivery } = question;
  const { dialect, reading, endpoint } = understood;
  return {
    request: inGroup(setting, withHistory(question)),
    caller: callerOf(setting, context.user),
    controls: {
      noCache: reading.isRegenerate || refused !== undefined,
      noStore: setting.mode === 'route',
      ...{ maxAgeSeconds: undefined, onlyIfCached: false },
    },
    signal: delivery.signal,
    dialect: dialect.id,
    bypass: whyNotAsked(question),
    ...(setting.ttlSeconds !== undefined && { timeToLiveMs: setting.ttlSeconds * 1000 }),
    mayServe: reading.needsObservedAnswer
      ? ({ isOwn }) => isOwn || context.memory.hasUnderstood(endpoint)
      : undefined,
  };
}

function whyNotAsked({ setting, understood, session }: PageQuestion): string | undefined {
  if (setting.mode === 'route') return 'route-only';
  if (setting.mode === 'watch') return 'watching';
  const isHistoryKnown = understood.reading.session === undefined || session !== undefined;
  return isHistoryKnown ? understood.reading.unanswerable : 'unknown-history';
}

/** What the page's server has kept is put before what the request shows. */
function withHistory({ understood, session }: PageQuestion): ChatRequest {
  const { request } = understood.reading;
  return session ? { ...request, messages: [...session.said, ...request.messages] } : request;
}

/** Sites of a group ask the same assistant, each at its own host. */
function inGroup({ group }: SiteSetting, request: ChatRequest): ChatRequest {
  const { endpoint } = request.extras ?? {};
  if (group === undefined || typeof endpoint !== 'string') return request;
  const { pathname, search } = new URL(endpoint);
  return { ...request, extras: { ...request.extras, endpoint: pathname + search } };
}

async function answerMiss(parts: PageDeskParts, question: PageQuestion, miss: Miss): Promise<void> {
  const { setting, understood, delivery } = question;
  const { onMiss, mode } = setting;
  if (onMiss === 'daemon' && mode !== 'watch' && mayGenerate(parts, question)) {
    await generate(question, miss);
    return;
  }
  const rewritten =
    onMiss === 'rewrite' && mode !== 'watch' ? await rewriteForSite(miss, understood, setting) : undefined;
  if (!rewritten) {
    const { reason } = miss.pass(reasonOf(question, miss));
    delivery.pass(reason, observe(question, miss));
    return;
  }
  const { body, model, tier, reason } = rewritten;
  const verdict = miss.pass(reason, rewritten);
  delivery.verdict({
    ...{ kind: 'rewrite', body, observe: observe(question, miss, { model, tier }) },
    source: {
      ...{ decision: verdict.id, cache: verdict.cache, model, tier, reason },
    },
  });
}

/** An app that keeps its chats on its server loses a turn that the daemon answers; tools are the page's own. */
function mayGenerate({ canGenerate }: PageDeskParts, { understood, context }: PageQuestion): boolean {
  const { reading, endpoint } = understood;
  const isFormKnown = !reading.needsObservedAnswer || context.memory.hasUnderstood(endpoint);
  return canGenerate && isFormKnown && reading.unanswerable === undefined && reading.session === undefined;
}

/** The daemon's own models answer; until the first piece the page's own request can still take over. */
async function generate(question: PageQuestion, miss: Miss): Promise<void> {
  const { understood, delivery } = question;
  const { request } = understood.reading;
  const form = formOfPage(understood.dialect, request);
  delivery.wait(FIRST_PIECE_WITHIN_MS);
  const late = setTimeout(() => {
    if (!delivery.hasVerdict) delivery.cancel();
  }, FIRST_PIECE_WITHIN_MS);
  try {
    const reply = await miss.generate();
    if (form.isStream) await delivery.stream(reply, form, request.model);
    else await delivery.whole(reply, form, request.model);
  } catch {
    // Recorded by the pipeline, with its cause.
    delivery.pass('The own models failed.', observe(question, miss));
  } finally {
    clearTimeout(late);
  }
}

function reasonOf({ refused, understood }: PageQuestion, { turn }: Miss): string {
  if (refused) return 'another answer than the stored one is wanted';
  if (understood.reading.isRegenerate) return 'another answer is wanted';
  return turn.bypass ?? 'no stored answer fits';
}

/** Whether the page's own answer is to be seen; then its request is remembered until that comes. */
function observe(
  { message, setting, understood, refused, session, context }: PageQuestion,
  miss: Miss,
  rewritten?: { model: string; tier: Tier },
): boolean {
  const { dialect, reading, endpoint } = understood;
  if (setting.mode === 'route' || reading.unanswerable !== undefined || !miss.canLearn) return false;
  // The server answers from a history of its own: one that was not seen whole, or lacks what was answered from here.
  if (reading.session !== undefined && (!session || session.isAhead)) return false;
  context.remembered.add(message.id, {
    ...{ site: setting.origin, document: message.document, dialect, endpoint, miss, refused },
    writer: rewritten ?? { model: reading.request.model, tier: undefined },
    session: session && reading.session !== undefined ? { ...session, id: reading.session } : undefined,
  });
  return true;
}
