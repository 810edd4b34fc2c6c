import { whyNotStored } from '../cache/storable/storable.ts';
import { AnswerCollector, type Answer } from '../chat/answer.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { costUsd } from '../chat/price.ts';
import type { Clock } from '../lib/clock.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import type { Recorder } from './recorder.ts';
import type { Turn } from './turn.ts';

interface AnswerKeeperOptions {
  store: AnswerStore;
  embedder: Embedder;
  /** How long an answer lives, in milliseconds. */
  timeToLiveMs: number;
  /** Whether answers of practice models are kept: in the demo only. */
  keepsSimulated: boolean;
  clock: Clock;
  recorder: Recorder;
}

export interface AnswerKeeper {
  /** Passes the chunks on and, after the last, stores the answer where it may be stored; nobody waits for that. */
  keep(turn: Turn, source: AnswerSource, chunks: AsyncIterable<ChatChunk>): AsyncIterable<ChatChunk>;
  /** Resolves when all that was under way is stored. */
  settled(): Promise<void>;
}

/** Where an answer comes from. */
interface AnswerSource {
  model: ModelInfo;
  /** Of the question, where the lookup made one. */
  vector: Float32Array | undefined;
}

export function createAnswerKeeper({
  store,
  embedder,
  timeToLiveMs,
  keepsSimulated,
  clock,
  recorder,
}: AnswerKeeperOptions): AnswerKeeper {
  const pending = new Set<Promise<void>>();

  async function put(turn: Turn, source: AnswerSource, answer: Answer): Promise<void> {
    const reason = turn.controls.noStore
      ? 'no-store'
      : whyNotStored({ ...turn, answer, model: source.model, keepsSimulated });
    if (reason) {
      recorder.notStored(reason);
      return;
    }
    // Somebody said "forget everything" while this answer was on its way.
    if (turn.generation !== store.generation()) {
      recorder.notStored('forgotten');
      return;
    }
    try {
      const createdAt = clock.now();
      const entry = {
        ...entryOf(turn, source.model, answer),
        createdAt,
        expiresAt: createdAt + timeToLiveMs,
      };
      await store.put({ ...entry, ...embeddingOf(source.vector) });
      recorder.stored();
      if (!source.vector) await addVector(entry);
    } catch (error) {
      recorder.partFailed('store', error);
      recorder.notStored('store-unavailable');
    }
  }

  /** The lookup was skipped, or the model was still loading: the entry gets its vector as soon as it can be had. */
  async function addVector(entry: Omit<CacheEntry, 'embedding' | 'embedder'>): Promise<void> {
    await embedder.loaded();
    const outcome = await embedder.embed(entry.question);
    const current = await store.get(entry.id);
    // Meanwhile it may have been forgotten, or replaced by a newer answer.
    if (outcome.kind !== 'vector' || current?.createdAt !== entry.createdAt) return;
    await store.put({ ...current, ...embeddingOf(outcome.vector) });
  }

  function embeddingOf(vector: Float32Array | undefined): Pick<CacheEntry, 'embedding' | 'embedder'> {
    return { embedding: vector, embedder: vector && embedder.id };
  }

  return {
    async *keep(turn, source, chunks) {
      const collector = new AnswerCollector();
      for await (const chunk of chunks) {
        collector.add(chunk);
        yield chunk;
      }
      const write = put(turn, source, collector.answer()).finally(() => pending.delete(write));
      pending.add(write);
    },
    async settled() {
      await Promise.all(pending);
    },
  };
}

function entryOf(
  turn: Turn,
  model: ModelInfo,
  answer: Answer,
): Omit<CacheEntry, 'embedding' | 'embedder' | 'createdAt' | 'expiresAt'> {
  const [choice] = answer.choices;
  return {
    id: turn.entryId,
    scope: turn.scope,
    question: turn.question,
    answer: {
      text: choice?.text ?? '',
      reasoning: choice?.reasoning ?? '',
      finishReason: choice?.finishReason ?? 'stop',
      usage: answer.usage,
    },
    model: model.id,
    tier: model.tier,
    costUsd: costUsd(model, answer.usage),
    hits: 0,
    lastHitAt: undefined,
    pinned: false,
    source: 'model',
    origin: turn.caller.site,
  };
}
