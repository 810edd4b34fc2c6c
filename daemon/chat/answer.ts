import type { ChatChunk, Usage } from './chat-chunk.ts';

/** A complete answer, collected from its chunks. */
export interface Answer {
  /** One per choice that was asked for (`n`), by index. */
  choices: AnswerChoice[];
  usage: Usage | undefined;
}

export interface AnswerChoice {
  text: string;
  /** The model's thinking, where it sent any; never part of the text. */
  reasoning: string;
  /** OpenAI's finish reason; undefined while (or because) the model never said that it was done. */
  finishReason: string | undefined;
  /** Whether the choice holds what plain text cannot carry: tool calls, a refusal, audio, log probabilities. */
  hasMoreThanText: boolean;
}

const PLAIN_DELTA_FIELDS = new Set([
  'role',
  'content',
  'reasoning_content',
  'reasoning',
  'refusal',
  'tool_calls',
]);

/** Folds chunks into an answer, one `add` a chunk. */
export class AnswerCollector {
  readonly #choices = new Map<number, AnswerChoice>();
  #usage: Usage | undefined;

  add(chunk: ChatChunk): void {
    for (const part of chunk.choices) {
      const choice = this.#choiceAt(part.index);
      choice.text += part.delta.content ?? '';
      choice.reasoning += part.delta.reasoning_content ?? part.delta.reasoning ?? '';
      choice.finishReason = part.finish_reason ?? choice.finishReason;
      choice.hasMoreThanText ||= carriesMoreThanText(part);
    }
    if (chunk.usage) {
      this.#usage = {
        promptTokens: chunk.usage.prompt_tokens,
        completionTokens: chunk.usage.completion_tokens,
      };
    }
  }

  /** What has come so far. */
  answer(): Answer {
    const choices = [...this.#choices.entries()].sort(([a], [b]) => a - b).map(([, choice]) => choice);
    return { choices, usage: this.#usage };
  }

  #choiceAt(index: number): AnswerChoice {
    const known = this.#choices.get(index);
    if (known) return known;
    const choice = { text: '', reasoning: '', finishReason: undefined, hasMoreThanText: false };
    this.#choices.set(index, choice);
    return choice;
  }
}

function carriesMoreThanText(part: ChatChunk['choices'][number]): boolean {
  const { delta } = part;
  if (delta.tool_calls?.length || delta.refusal || part.logprobs) return true;
  return Object.entries(delta).some(([field, value]) => !PLAIN_DELTA_FIELDS.has(field) && !isEmpty(value));
}

/** Servers fill fields that they do not use with null, "" or []. */
function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}
