import type { Operation, PageAnswer, PageRequest } from '../../../shared/protocol.ts';
import type { DecisionLog, DecisionRecord } from '../../decisions/decision-log.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import type { Clock } from '../../lib/clock.ts';
import { DaemonError } from '../../lib/errors.ts';
import type { Caller } from '../../pipeline/ask.ts';
import type { Feedback, Opinion } from '../../pipeline/feedback.ts';
import type { Forgetting } from '../../pipeline/forgetting.ts';
import { pinAnswer } from '../../pipeline/pin-answer.ts';
import type { AnswerStore } from '../../store/answer-store.ts';
import type { PageContext } from './page-desk.ts';
import { viewDecision } from '../decision-view.ts';
import { evidenceOf, logLineOf } from './source-of.ts';

/** Makes dialects from what is seen on a site. Both throw a DaemonError with a sentence where they cannot. */
export interface AdapterDesk {
  /** An adapter's text that understands this exchange, and what it reads in it. */
  propose(exchange: { site: string; request: PageRequest; answer: PageAnswer }): Promise<unknown>;
  /** From now on among the dialects. */
  save(adapter: { site: string; adapter: string }): Promise<unknown>;
}

export interface OperationParts {
  /** Undefined where the cache is switched off. */
  store: AnswerStore | undefined;
  embedder: Embedder;
  decisions: DecisionLog;
  feedback: Feedback;
  /** Undefined where the cache is switched off. */
  forgetting: Forgetting | undefined;
  clock: Clock;
  adapters: AdapterDesk | undefined;
}

export interface OperationContext extends PageContext {
  /** Who asks, on a site. */
  callerAt: (site: string) => Caller;
}

/** What the extension's own pages ask; resolves with the result. @throws DaemonError */
export async function runOperation(
  parts: OperationParts,
  context: OperationContext,
  operation: Operation,
): Promise<unknown> {
  const { decisions } = parts;
  const { user } = context;
  switch (operation.name) {
    case 'read-log': {
      const { site, limit } = operation;
      return { lines: decisions.latestOfPages({ user, site }, limit).map(logLineOf) };
    }
    case 'read-evidence':
      return evidenceOf(await viewDecision(ownDecision(decisions, user, operation.decision), parts.store));
    case 'delete-log':
      return { deleted: decisions.deleteOfPages({ user, site: operation.site }) };
    case 'forget-site':
      // What is still on its way from there is not learnt any more.
      context.remembered.forgetSite(operation.site);
      return { deleted: await opened(parts.forgetting).site(operation.site) };
    case 'forget-entry':
      return { deleted: Number(await opened(parts.store).delete(operation.entry)) };
    case 'judge':
      return judge(parts, context, operation);
    case 'ask-model-next':
      return askModelNext(parts, context, operation);
    case 'pin-answer': {
      const { store, embedder, clock } = parts;
      const pin = { store: opened(store), embedder, clock };
      return { entry: await pinAnswer(pin, context.callerAt(operation.site), operation) };
    }
    case 'propose-adapter':
      return adapterDesk(parts).propose(operation);
    case 'save-adapter':
      return adapterDesk(parts).save(operation);
    case 'unpair':
      // Done by the session, after the result has gone out.
      return { unpaired: true };
  }
}

/** A wrong answer is worse than none: it counts from the next question on. */
function judge(
  { decisions, feedback }: OperationParts,
  { user, memory }: OperationContext,
  { decision, verdict }: { decision: string; verdict: Opinion },
): Promise<unknown> {
  if (verdict !== 'wrong') memory.acceptAgain(decision);
  return feedback.take(ownDecision(decisions, user, decision), verdict);
}

async function askModelNext(
  { decisions, feedback }: OperationParts,
  { user, memory }: OperationContext,
  { decision, document }: { decision: string; document: string },
): Promise<unknown> {
  const record = ownDecision(decisions, user, decision);
  if (!memory.askModelNext(document, decision))
    throw notFound('This page was not given that answer. Reload it and ask again.');
  await feedback.take(record, 'wrong');
  return { asksModelNext: true };
}

/** Of this user: what others were told is not theirs to judge. */
function ownDecision(decisions: DecisionLog, user: string, id: string): DecisionRecord {
  const record = decisions.get(id);
  if (record?.user !== user) throw notFound('This decision is not known (any more).');
  return record;
}

function opened<Part>(part: Part | undefined): Part {
  if (part) return part;
  throw notFound('The cache is switched off (semantic_cache.enabled: false in config.yaml).');
}

function adapterDesk({ adapters }: OperationParts): AdapterDesk {
  if (adapters) return adapters;
  throw notFound('There are no adapters yet.');
}

function notFound(message: string): DaemonError {
  return new DaemonError({ code: 'not_found', status: 404, message });
}
