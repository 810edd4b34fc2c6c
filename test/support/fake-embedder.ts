import type { EmbedOutcome, Embedder } from '../../daemon/embedding/embedder.ts';

/** Gives the vectors that the test set; other texts get one that is near to none of them. Records what it embedded. */
export class FakeEmbedder implements Embedder {
  readonly id = 'fake-embedder';
  readonly dimension = 4;
  readonly similarityFloor = 0.9;
  readonly embedded: string[] = [];
  readonly outcomes = new Map<string, EmbedOutcome>();
  #wait: Promise<void> = Promise.resolve();

  confidenceAt(): number {
    return 0.9;
  }

  /** Set where it is to have failed. */
  whyNot: string | undefined;

  state(): 'ready' | 'failed' {
    return this.whyNot === undefined ? 'ready' : 'failed';
  }

  fault(): string | undefined {
    return this.whyNot;
  }

  async loaded(): Promise<void> {
    // There is nothing to load.
  }

  /** Lets `text` lie at the given angle (radians) from the first axis. */
  place(text: string, angle: number): this {
    this.outcomes.set(text, {
      kind: 'vector',
      vector: new Float32Array([Math.cos(angle), Math.sin(angle), 0, 0]),
    });
    return this;
  }

  /** Embeds only when this resolves. */
  waitsFor(promise: Promise<void>): void {
    this.#wait = promise;
  }

  async embed(text: string, signal?: AbortSignal): Promise<EmbedOutcome> {
    this.embedded.push(text);
    await this.#wait;
    signal?.throwIfAborted();
    return this.outcomes.get(text) ?? { kind: 'vector', vector: new Float32Array([0, 0, 0, 1]) };
  }

  async close(): Promise<void> {
    // Nothing to close.
  }
}
