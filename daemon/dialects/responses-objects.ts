import type { Usage } from '../chat/chat-chunk.ts';
import type { ToolCall } from './answer-parts.ts';
import type { AnswerIdentity } from './dialect.ts';

type ItemStatus = 'in_progress' | 'completed';

/** How an answer ended, and what it holds; without a finish reason it is still under way. */
interface Outcome {
  output: object[];
  finishReason?: string;
  usage?: Usage;
  error?: { code: string; message: string };
}

/** A response object: https://platform.openai.com/docs/api-reference/responses/object. */
export function responseObject(
  { id, model, created }: AnswerIdentity,
  { output, finishReason, usage, error }: Outcome,
): { status: string } & Record<string, unknown> {
  const reason = finishReason === undefined ? undefined : INCOMPLETE[finishReason];
  const ended = finishReason === undefined ? 'in_progress' : reason ? 'incomplete' : 'completed';
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: created,
    status: error ? 'failed' : ended,
    model,
    output,
    error: error ?? null,
    incomplete_details: reason ? { reason } : null,
    instructions: null,
    metadata: {},
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: null,
    top_p: null,
    tool_choice: 'auto',
    tools: [],
    usage: usage ? usageObject(usage) : null,
  };
}

/** Finish reasons that leave an answer unfinished, in the words of this dialect. */
const INCOMPLETE: Readonly<Record<string, string>> = {
  length: 'max_output_tokens',
  content_filter: 'content_filter',
};

export function textPart(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

export function messageItem(id: string, text: string, status: ItemStatus): object {
  const content = status === 'completed' ? [textPart(text)] : [];
  return { id, type: 'message', role: 'assistant', status, content };
}

export function summaryPart(text: string): object {
  return { type: 'summary_text', text };
}

export function reasoningItem(id: string, text: string): object {
  return { id, type: 'reasoning', summary: text === '' ? [] : [summaryPart(text)] };
}

export function functionCall(id: string, call: ToolCall, status: ItemStatus): object {
  const { id: callId, name, arguments: text } = call;
  return { id, type: 'function_call', call_id: callId, name, arguments: text, status };
}

function usageObject({ promptTokens, completionTokens }: Usage): object {
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}
