import { setImmediate } from 'node:timers/promises';
import { whyNotStored } from '../cache/storable/storable.ts';
import { answerText } from '../cache/storable/exchange.ts';
import type { DecisionLog, DecisionRecord } from '../decisions/decision-log.ts';
import { asDaemonError } from '../lib/errors.ts';
import { comparisonRequest, isSameText } from './answer-comparison.ts';
import type { Answer } from './answering.ts';
import { askWhole } from './ask-whole.ts';
import { chooseModels, type RoutingParts } from './choose-models.ts';
import { drawCode, readVerdict } from './coded-verdict.ts';
import type { Feedback } from './feedback.ts';
import type { Hit } from './find-stored.ts';
import { learntFor, type LearntOf } from './learnt-for.ts';
import type { AuditOutcome, AuditReport, Recorder } from './recorder.ts';
import { mayBeKept, type Turn } from './turn.ts';

export interface ShadowAuditOptions extends RoutingParts {
  /** Of the answers that were served by meaning, how many are audited, in [0, 1]. */
  share: number;
  /** Id of the model that compares the answers; undefined: the one that was asked. */
  judge: string | undefined;
  decisions: Pick<DecisionLog, 'get'>;
  feedback: Feedback;
  learnt: LearntOf | undefined;
  recorder: Recorder;
  /** In [0, 1): Math.random, or what a test says. */
  random: () => number;
}

/** An answer from the cache, with the question that it was given to. */
interface Served {
  turn: Turn;
  hit: Hit;
  /** Of the question, for the router. */
  vector: Float32Array | undefined;
}

/**
 * For a few of the answers that were served by meaning, drawn by chance, asks the model that a miss would have asked, and
 * has both answers compared. What comes out counts like a person's word, and corrects the running estimate.
 */
export interface ShadowAudit {
  /** The same answer. Once it has been read to its end it may be audited; nobody waits for that. */
  watch(answer: Answer, served: Served): Answer;
  /** Resolves when no audit is under way. */
  settled(): Promise<void>;
  /** Breaks off what is under way; nothing is audited from then on. */
  close(): Promise<void>;
}

/** Each call has its model's own limits; this is for an answer that trickles on for ever. */
const LONGEST_MS = 5 * 60_000;

export function createShadowAudit(options: ShadowAuditOptions): ShadowAudit {
  const { share, learnt, recorder, random } = options;
  const closing = new AbortController();
  let running: Promise<void> | undefined;

  function consider(served: Served): void {
    if (closing.signal.aborted || !mayBeAudited(served, learnt) || random() >= share) return;
    if (running) {
      recorder.audited({ decision: served.turn.id, outcome: 'busy', error: undefined, calls: [] });
      return;
    }
    running = audit(served).finally(() => {
      running = undefined;
    });
  }

  async function audit(served: Served): Promise<void> {
    // The reply, and its record, come first.
    await setImmediate();
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(LONGEST_MS)]);
    const report: AuditReport = { decision: served.turn.id, outcome: 'failed', error: undefined, calls: [] };
    try {
      report.outcome = await outcomeOf(served, { ...options, signal, calls: report.calls });
    } catch (error) {
      report.error = asDaemonError(error).code;
    }
    if (!closing.signal.aborted) recorder.audited(report);
  }

  const settled = async (): Promise<void> => running;
  return {
    watch(answer, served) {
      const items = thenDo(answer.items, () => {
        consider(served);
      });
      return { ...answer, items };
    },
    settled,
    async close() {
      closing.abort();
      await settled();
    },
  };
}

/** Not reached where the reader leaves before the end. */
async function* thenDo<T>(items: AsyncIterable<T>, next: () => void): AsyncGenerator<T> {
  yield* items;
  next();
}

/**
 * Only what a model of the user's own has answered to another wording: what people have put there, or a page, holds
 * what that model cannot know. What was called right or wrong for this wording is settled; and who forbids to ask a
 * model, or to keep anything, forbids an audit.
 */
function mayBeAudited({ turn, hit }: Served, learnt: LearntOf | undefined): boolean {
  const { entry, judged } = hit;
  const isOurs = entry.source === 'model' && !entry.pinned;
  const isSettled = learntFor(learnt, turn)?.(entry).isRight !== undefined;
  return judged.similarity !== undefined && isOurs && !isSettled && mayBeKept(turn);
}

type Audit = ShadowAuditOptions & Pick<AuditReport, 'calls'> & { signal: AbortSignal };

async function outcomeOf(served: Served, audit: Audit): Promise<AuditOutcome> {
  // Nothing is paid for what cannot be learnt.
  if (!openRecord(served, audit)) return 'overruled';
  const found = await findOut(served, audit);
  if (found !== 'right' && found !== 'wrong') return found;
  audit.signal.throwIfAborted();
  const record = openRecord(served, audit);
  if (!record) return 'overruled';
  await audit.feedback.take(record, found, { from: 'audit' });
  return found;
}

/** Undefined where a person's word has come first, or the record is gone. */
function openRecord({ turn }: Served, { decisions }: Audit): DecisionRecord | undefined {
  const record = decisions.get(turn.id);
  return record?.judged === undefined ? record : undefined;
}

async function findOut({ turn, hit, vector }: Served, audit: Audit): Promise<AuditOutcome> {
  const { models, random } = audit;
  const { models: chosen, reasoning } = await chooseModels(turn, { vector }, audit);
  const [model] = chosen;
  if (!model) return 'failed';
  const fresh = await askWhole(model, turn.request, { ...audit, reasoning });
  if (whyNotStored({ ...turn, answer: fresh, model: model.info }) !== undefined) return 'unusable';

  const pair = { question: turn.question, given: hit.entry.answer.text, fresh: answerText(fresh) };
  if (isSameText(pair)) return 'right';
  const judge = models.all.find(({ info }) => info.id === audit.judge) ?? model;
  const code = drawCode(random);
  const reply = await askWhole(judge, comparisonRequest(pair, { info: judge.info, code }), audit);
  return readVerdict(reply, code);
}
