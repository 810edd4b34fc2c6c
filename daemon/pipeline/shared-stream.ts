/**
 * One source, many readers, each from its start. The source is pulled only when some reader wants more than has come,
 * so a single slow reader slows it (back-pressure), and it is closed when the last reader leaves.
 */
export class SharedStream<T> {
  readonly #items: T[] = [];
  readonly #source: AsyncIterator<T>;
  readonly #onAbandoned: () => void;
  #readers = 0;
  #end: { error?: unknown } | undefined;
  #pull: Promise<void> | undefined;

  /** `onAbandoned` is called once, when nobody reads any more and the source had not ended. */
  constructor(source: AsyncIterable<T>, onAbandoned: () => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#onAbandoned = onAbandoned;
  }

  /** Counts as a reader from the call on; it must be iterated or `return`ed. */
  read(): AsyncIterableIterator<T> {
    this.#readers += 1;
    let position = 0;
    let isOpen = true;
    const leave = (): void => {
      if (!isOpen) return;
      isOpen = false;
      this.#readers -= 1;
      if (this.#readers === 0 && !this.#end) this.#abandon();
    };
    const next = async (): Promise<IteratorResult<T>> => {
      while (isOpen && position >= this.#items.length && !this.#end) await this.#pullOne();
      const item = this.#items[position];
      if (isOpen && item !== undefined) {
        position += 1;
        return { done: false, value: item };
      }
      const wasOpen = isOpen;
      leave();
      if (wasOpen && this.#end && 'error' in this.#end) throw this.#end.error;
      return { done: true, value: undefined };
    };
    return {
      next,
      return: () => {
        leave();
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** Readers that wait at the same time wait for the same step of the source. */
  #pullOne(): Promise<void> {
    this.#pull ??= this.#step().finally(() => {
      this.#pull = undefined;
    });
    return this.#pull;
  }

  async #step(): Promise<void> {
    try {
      const step = await this.#source.next();
      if (step.done) this.#end ??= {};
      else this.#items.push(step.value);
    } catch (error) {
      this.#end ??= { error };
    }
  }

  #abandon(): void {
    this.#end = {};
    this.#onAbandoned();
    void this.#source.return?.();
  }
}
