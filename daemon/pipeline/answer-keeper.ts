import type { Exchange } from '../cache/storable/exchange.ts';
import { whyNotStored } from '../cache/storable/storable.ts';
import { AnswerCollector, type Answer } from '../chat/answer.ts';
import type { CacheEntry } from '../chat/cache-entry.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { costUsd } from '../chat/price.ts';
import type { Embedder } from '../embedding/embedder.ts';
import type { Clock } from '../lib/clock.ts';
import type { AnswerStore } from '../store/answer-store.ts';
import { placeOf } from './ask.ts';
import type { Recorder } from './recorder.ts';
import type { Turn } from './turn.ts';

interface AnswerKeeperOptions {
  store: AnswerStore;
  embedder: Embedder;
  /** How long an answer lives, in milliseconds. */
  timeToLiveMs: number;
  /** Whether answers of practice models are kept: in the demo only. */
  keepsSimulated: boolean;
  /** Says why an answer must not be stored; unless told, the rules that protect people do. */
  whyNotStored?: (exchange: Exchange) => string | undefined;
  clock: Clock;
  recorder: Recorder;
}

/** Where an answer comes from. */
interface AnswerSource {
  model: Writer;
  /** Of the question, where the lookup made one. */
  vector: Float32Array | undefined;
  /** Whether a page's own request brought it. */
  isPage?: boolean;
}

/** As much of a model as is known of one behind a page. */
type Writer = Pick<ModelInfo, 'id' | 'simulated' | 'price'> & { tier: ModelInfo['tier'] | undefined };

/** Stores answers that may be stored, off the reply path: nobody waits for it, and a failure loses the entry only. */
export class AnswerKeeper {
  readonly #options: AnswerKeeperOptions;
  /** Writes under way, by the id of the entry that they may become. */
  readonly #pending = new Map<Promise<void>, string>();

  constructor(options: AnswerKeeperOptions) {
    this.#options = options;
  }

  /** Passes the chunks on and, after the last, stores the answer where it may be stored. */
  async *keep(turn: Turn, source: AnswerSource, chunks: AsyncIterable<ChatChunk>): AsyncGenerator<ChatChunk> {
    const collector = new AnswerCollector();
    for await (const chunk of chunks) {
      collector.add(chunk);
      yield chunk;
    }
    void this.#settle(turn, this.#store(turn, source, collector.answer()));
  }

  /** Stores a page's own answer, where it may be stored; resolves with the reason why not. Never rejects. */
  learn(turn: Turn, source: AnswerSource, answer: Answer): Promise<string | undefined> {
    return this.#settle(turn, this.#store(turn, { ...source, isPage: true }, answer));
  }

  /** Resolves when all that was under way, or all of one entry, is stored or found not fit for it. */
  async settled(entryId?: string): Promise<void> {
    const writes = [...this.#pending].filter(([, id]) => entryId === undefined || id === entryId);
    await Promise.all(writes.map(([write]) => write));
  }

  #settle<T>({ entryId }: Turn, write: Promise<T>): Promise<T> {
    const settled = write.then(() => undefined).finally(() => this.#pending.delete(settled));
    this.#pending.set(settled, entryId);
    return write;
  }

  /** Resolves with the reason where it was not stored. */
  async #store(turn: Turn, source: AnswerSource, answer: Answer): Promise<string | undefined> {
    const { store, recorder } = this.#options;
    const reason = this.#whyNot(turn, source, answer);
    if (reason !== undefined) {
      recorder.notStored(reason);
      return reason;
    }
    try {
      const entry = this.#entryOf(turn, source, answer);
      await store.put(entry);
      recorder.stored();
      if (!entry.embedding) await this.#addVector(entry);
      return undefined;
    } catch (error) {
      recorder.partFailed('store', error);
      recorder.notStored('store-unavailable');
      return 'store-unavailable';
    }
  }

  #whyNot(turn: Turn, { model }: AnswerSource, answer: Answer): string | undefined {
    const { store, keepsSimulated, whyNotStored: rules = whyNotStored } = this.#options;
    if (turn.controls.noStore) return 'no-store';
    // Somebody said "forget everything" while this answer was on its way.
    if (turn.generation !== store.generation()) return 'forgotten';
    return rules({ ...turn, answer, model, keepsSimulated });
  }

  /** The lookup was skipped, or the model was still loading: the entry gets its vector as soon as it can be had. */
  async #addVector(entry: CacheEntry): Promise<void> {
    const { store, embedder } = this.#options;
    await embedder.loaded();
    const outcome = await embedder.embed(entry.question);
    const current = await store.get(entry.id);
    // Meanwhile it may have been forgotten, or replaced by a newer answer.
    if (outcome.kind !== 'vector' || current?.createdAt !== entry.createdAt) return;
    await store.put({ ...current, embedding: outcome.vector, embedder: embedder.id });
  }

  #entryOf(turn: Turn, { model, vector, isPage = false }: AnswerSource, answer: Answer): CacheEntry {
    const { clock, embedder, timeToLiveMs } = this.#options;
    const [choice] = answer.choices;
    const now = clock.now();
    return {
      id: turn.entryId,
      scope: turn.scope,
      question: turn.question,
      embedding: vector,
      embedder: vector && embedder.id,
      answer: {
        text: choice?.text ?? '',
        reasoning: choice?.reasoning ?? '',
        finishReason: choice?.finishReason ?? 'stop',
        usage: answer.usage,
      },
      model: model.id,
      tier: model.tier,
      costUsd: costUsd(model, answer.usage),
      createdAt: now,
      expiresAt: now + (turn.timeToLiveMs ?? timeToLiveMs),
      hits: 0,
      lastHitAt: undefined,
      pinned: false,
      source: isPage ? 'page' : 'model',
      origin: placeOf(turn.caller),
    };
  }
}
