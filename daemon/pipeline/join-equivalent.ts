import { decide, MOST_CANDIDATES_TRIED, type NearQuestion } from '../cache/decision.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { innerProduct } from '../lib/inner-product.ts';
import type { CacheParts } from './answering.ts';
import type { Hit, Readings } from './find-stored.ts';
import type { Announced, InFlight } from './in-flight.ts';
import { learntFor } from './learnt-for.ts';
import { mayBeKept, type Turn } from './turn.ts';
import type { Verdict } from './verdict.ts';

/** A question that a model is answering. */
export interface Asked {
  turn: Turn;
  vector: Float32Array;
}

interface JoinParts extends Pick<CacheParts, 'lookup' | 'keeper' | 'matcher' | 'learnt'> {
  inFlight: InFlight<Verdict, ChatChunk, Asked>;
}

interface JoinInput {
  readings: Readings;
  /** Of the question; undefined where it could not be had: then nothing is joined. */
  vector: Float32Array | undefined;
  /** Tells the others that a model is about to be asked this question. */
  announce: (asked: Asked) => void;
}

/** A question under way that is near enough to be judged. */
interface NearFlight extends NearQuestion {
  flight: Announced<Verdict, ChatChunk, Asked>;
}

/**
 * Waits for the answer to an equivalent question that a model is answering now; it is given as any later question would
 * get it: whole, and from the store, so only where it could be stored. Undefined where there is none or it does not serve:
 * then this question is announced and the caller asks for itself, so nobody waits twice.
 */
export async function joinEquivalent(parts: JoinParts, input: JoinInput): Promise<Hit | undefined> {
  const { readings, vector, announce } = input;
  const [turn] = readings;
  if (!vector) return undefined;
  const refused = new Set<Asked>();
  while (refused.size < MOST_CANDIDATES_TRIED) {
    // Looked for anew each time; where nothing is near, announced in the same step: of two that come at once, one leads.
    const near = nearest(parts, readings, vector, refused);
    if (!near) break;
    const { question, stages, signal } = turn;
    const learnt = learntFor(parts.learnt, turn);
    const judge = { question, vector, candidates: [near], matcher: parts.matcher, learnt, signal };
    const decision = await stages.measure('semantic', () => decide(judge));
    if (decision.serve) {
      const entry = await stages.measure('wait', () => answerOf(parts, turn, near.flight));
      if (entry) return { entry, outcome: 'hit-coalesced', judged: decision };
      break;
    }
    refused.add(near.flight.subject);
  }
  announce({ turn, vector });
  return undefined;
}

/** Undefined where nothing under way in these scopes is near enough, or what is may not be shared. */
function nearest(
  { inFlight, matcher }: JoinParts,
  readings: Readings,
  vector: Float32Array,
  refused: ReadonlySet<Asked>,
): NearFlight | undefined {
  const [turn] = readings;
  const near = inFlight
    .announced()
    .filter(({ subject }) => !refused.has(subject) && readings.some((one) => couldServe(subject.turn, one)))
    .map((flight) => nearFlight(flight, vector))
    .filter(({ similarity }) => similarity >= matcher.floor)
    .sort((a, b) => b.similarity - a.similarity);
  // Whoever wants a stored answer or none does not wait; what would never be stored is never shared. The rules read the
  // whole question: only where there is something to share.
  return near.find(({ flight }) => [turn, flight.subject.turn].every(mayBeKept));
}

/** In its scope. Another limit on the length would often mean to wait in vain: cut off for the one, or too long for the other. */
function couldServe(asked: Turn, reading: Turn): boolean {
  return reading.scope === asked.scope && reading.request.maxTokens === asked.request.maxTokens;
}

function nearFlight(flight: NearFlight['flight'], vector: Float32Array): NearFlight {
  const { turn, vector: other } = flight.subject;
  const similarity = Math.max(0, innerProduct(vector, other));
  return { entry: { id: turn.entryId, question: turn.question }, similarity, flight };
}

/** The answer under way once it is stored; undefined where it failed, was not stored, or does not serve this request. */
async function answerOf(
  { lookup, keeper }: JoinParts,
  turn: Turn,
  { subject, board }: NearFlight['flight'],
): Promise<CacheEntry | undefined> {
  const { scope, entryId } = subject.turn;
  await readToEnd(board, turn.signal);
  turn.signal.throwIfAborted();
  await keeper.settled(entryId);
  return lookup.exact({ ...turn, scope, entryId });
}

/** As a reader of its own: the answer goes on when those who asked for it leave, and does not wait for a slow one. */
async function readToEnd(board: NearFlight['flight']['board'], signal: AbortSignal): Promise<void> {
  try {
    const { items } = await board(signal);
    const reading = items[Symbol.asyncIterator]();
    while ((await reading.next()).done !== true);
  } catch {
    // Its failure is told to those who asked; nothing of it was stored, and this question is asked by itself.
  }
}
