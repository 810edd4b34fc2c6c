import type { ChatChunk, Usage } from '../chat/chat-chunk.ts';
import { asDaemonError } from '../lib/errors.ts';
import { addPart, answerParts, parseArguments, type AnswerPart, type WholeAnswer } from './answer-parts.ts';
import type { AnswerIdentity, Dialect } from './dialect.ts';
import { ollamaError } from './ollama-error.ts';

const OLLAMA_HEADERS: Pick<Dialect, 'streamHeaders' | 'wholeHeaders'> = {
  streamHeaders: { 'content-type': 'application/x-ndjson' },
  wholeHeaders: { 'content-type': 'application/json; charset=utf-8' },
};

interface Words {
  text: string;
  reasoning: string;
  toolCalls: object[];
}

/** How an endpoint wraps what a line says: as a message, or as a response. */
export type PartWords = (words: Words) => Record<string, unknown>;

const NOTHING: Words = { text: '', reasoning: '', toolCalls: [] };

/** Both endpoints write alike, but for their words. */
export function writesOllama(
  words: PartWords,
): Pick<Dialect, 'streamHeaders' | 'wholeHeaders' | 'writeStream' | 'writeWhole'> {
  return {
    ...OLLAMA_HEADERS,
    writeStream: (chunks, answer) => writeOllamaStream(chunks, answer, words),
    writeWhole: (chunks, answer) => writeOllamaWhole(chunks, answer, words),
  };
}

/** One line a piece; tool calls, whose arguments are no text here, in one line at the end. */
async function* writeOllamaStream(
  chunks: AsyncIterable<ChatChunk>,
  answer: AnswerIdentity,
  words: PartWords,
): AsyncGenerator<string> {
  const timing = new Timing();
  const whole = emptyAnswer();
  try {
    for await (const part of answerParts(chunks)) {
      addPart(whole, part);
      timing.see(part);
      const piece = pieceOf(part);
      if (piece) yield line({ ...head(answer), ...words({ ...NOTHING, ...piece }), done: false });
    }
    const toolCalls = callsOf(whole);
    if (toolCalls.length > 0) {
      yield line({ ...head(answer), ...words({ ...NOTHING, toolCalls }), done: false });
    }
    yield line({ ...head(answer), ...words(NOTHING), ...endOf(whole, timing) });
  } catch (error) {
    yield line({ ...ollamaError(asDaemonError(error)) });
  }
}

async function writeOllamaWhole(
  chunks: AsyncIterable<ChatChunk>,
  answer: AnswerIdentity,
  words: PartWords,
): Promise<unknown> {
  const timing = new Timing();
  const whole = emptyAnswer();
  for await (const part of answerParts(chunks)) {
    addPart(whole, part);
    timing.see(part);
  }
  const { text, reasoning } = whole;
  return {
    ...head(answer),
    ...words({ text, reasoning, toolCalls: callsOf(whole) }),
    ...endOf(whole, timing),
  };
}

function pieceOf(part: AnswerPart): Partial<Words> | undefined {
  if (part.type === 'text') return { text: part.text };
  return part.type === 'reasoning' ? { reasoning: part.text } : undefined;
}

function head({ model, created }: AnswerIdentity): { model: string; created_at: string } {
  return { model, created_at: new Date(created * 1000).toISOString() };
}

function callsOf({ toolCalls }: WholeAnswer): object[] {
  return toolCalls.map(({ id, name, arguments: input }, index) => ({
    id,
    function: { index, name, arguments: parseArguments(input) },
  }));
}

function endOf({ finishReason, usage }: WholeAnswer, timing: Timing): Record<string, unknown> {
  return {
    done: true,
    done_reason: finishReason === 'length' ? 'length' : 'stop',
    ...timing.end(usage),
  };
}

function line(value: Record<string, unknown>): string {
  return `${JSON.stringify(value)}\n`;
}

function emptyAnswer(): WholeAnswer {
  return {
    text: '',
    reasoning: '',
    toolCalls: [],
    finishReason: 'stop',
    usage: { promptTokens: 0, completionTokens: 0 },
  };
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** Clients show tokens a second by these figures: they are measured here, in nanoseconds, and never 0. */
class Timing {
  readonly #start = performance.now();
  #first: number | undefined;

  see(part: AnswerPart): void {
    if (part.type !== 'end') this.#first ??= performance.now();
  }

  end({ promptTokens, completionTokens }: Usage): Record<string, number> {
    const end = performance.now();
    const first = this.#first ?? end;
    return {
      total_duration: nanoseconds(end - this.#start),
      load_duration: 1,
      prompt_eval_count: promptTokens,
      prompt_eval_duration: nanoseconds(first - this.#start),
      eval_count: completionTokens,
      eval_duration: nanoseconds(end - first),
    };
  }
}

function nanoseconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds * NANOSECONDS_PER_MILLISECOND));
}
