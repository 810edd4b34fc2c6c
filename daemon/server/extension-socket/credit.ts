/** How many pieces may be sent before the reader has asked for more. */
export class Credit {
  #left: number;
  #waiting: (() => void) | undefined;

  constructor(window: number) {
    this.#left = window;
  }

  give(count: number): void {
    this.#left += count;
    this.#wake();
  }

  /** Takes the credit of one piece; resolves when there is some, or with false when the signal aborts. One at a time. */
  async take(signal: AbortSignal): Promise<boolean> {
    const onAbort = (): void => {
      this.#wake();
    };
    signal.addEventListener('abort', onAbort);
    while (this.#left <= 0 && !signal.aborted) {
      await new Promise<void>((resolve) => (this.#waiting = resolve));
    }
    signal.removeEventListener('abort', onAbort);
    if (signal.aborted) return false;
    this.#left -= 1;
    return true;
  }

  #wake(): void {
    this.#waiting?.();
    this.#waiting = undefined;
  }
}
