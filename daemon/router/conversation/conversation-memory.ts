import { LRUCache } from 'lru-cache';
import type { Tier } from '../../chat/cache-entry.ts';

/** Who answered last in a conversation, or last answered a question. */
export interface LastAnswer {
  /** Id of the decision that it came of. */
  decision: string;
  model: string;
  tier: Tier;
  /** Tokens of the prompt and of the answer, which the provider has in its own cache for a while. */
  tokens: number;
  /** Milliseconds since the epoch. */
  at: number;
}

interface MemoryOptions {
  clock: { now(): number };
  /** How long something is remembered, in milliseconds. */
  keepMs: number;
}

const MOST_KEPT = 5_000;

/** The last answers of conversations and to questions, by digests; in memory, since after a restart they are soon made anew. */
export class ConversationMemory {
  readonly #answers = new LRUCache<string, LastAnswer>({ max: MOST_KEPT });
  readonly #clock: MemoryOptions['clock'];
  readonly #keepMs: number;

  constructor({ clock, keepMs }: MemoryOptions) {
    this.#clock = clock;
    this.#keepMs = keepMs;
  }

  note(key: string, answer: Omit<LastAnswer, 'at'>): void {
    this.#answers.set(key, { ...answer, at: this.#clock.now() });
  }

  /** Undefined where nothing is known, or it is too long ago. */
  of(key: string): LastAnswer | undefined {
    const answer = this.#answers.get(key);
    return answer && this.#clock.now() - answer.at <= this.#keepMs ? answer : undefined;
  }
}
