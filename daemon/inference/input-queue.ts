/** A tokenised text, or pair of texts, that waits for the model. */
export interface WaitingInput {
  tokenIds: readonly number[];
  /** How often others went first. */
  passedOver: number;
}

/** Tokens a run, padding included: about 25 ms on one thread, so that nobody waits longer behind others. */
const MAX_TOKENS = 256;
/** Share of a run that may be padding; more of it costs more than a run of its own. */
const MAX_PADDING = 0.2;
/** After so many turns a long text goes first, however many short ones keep coming. */
const MAX_PASSED_OVER = 4;

/**
 * Takes out of the queue what the model should run next: the shortest texts first, as many as fit one run
 * with little padding.
 */
export function takeBatch<T extends WaitingInput>(queue: T[], isBatchInvariant: boolean): T[] {
  queue.sort((a, b) => urgency(b) - urgency(a) || a.tokenIds.length - b.tokenIds.length);
  const batch = queue.splice(0, isBatchInvariant ? countThatFit(queue) : 1);
  for (const text of queue) text.passedOver += 1;
  return batch;
}

function urgency(text: WaitingInput): number {
  return text.passedOver >= MAX_PASSED_OVER ? 1 : 0;
}

/** How many from the head of the queue make a good batch; at least one where there is one. */
function countThatFit(queue: readonly WaitingInput[]): number {
  let longest = 0;
  let tokens = 0;
  for (const [index, text] of queue.entries()) {
    longest = Math.max(longest, text.tokenIds.length);
    tokens += text.tokenIds.length;
    const padded = longest * (index + 1);
    if (index > 0 && (padded > MAX_TOKENS || padded - tokens > MAX_PADDING * padded)) return index;
  }
  return queue.length;
}
