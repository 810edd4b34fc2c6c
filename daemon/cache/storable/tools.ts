import type { Exchange } from './exchange.ts';
import type { NotStoredReason } from './not-stored-reason.ts';

/** An answer that calls a tool, or rests on what a tool has just said. Tools that were offered and not used do no harm. */
export function checkTools({ request, answer }: Exchange): NotStoredReason | undefined {
  const offersTools = isNonEmptyList(request.body.tools) || isNonEmptyList(request.body.functions);
  const callsTool = answer.choices.some(
    (choice) => TOOL_FINISH.has(choice.finishReason ?? '') || (offersTools && choice.hasMoreThanText),
  );
  const restsOnTool =
    request.messages.at(-1)?.role === 'tool' || request.messages.at(-1)?.role === 'function';
  return callsTool || restsOnTool ? 'tool-call' : undefined;
}

const TOOL_FINISH = new Set(['tool_calls', 'tool_call', 'function_call', 'tool_use', 'pause_turn']);

function isNonEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
