import type { Exchange } from './exchange.ts';
import type { NotStoredReason } from './not-stored-reason.ts';

/** Only an answer whose model said, on its one choice, that it had finished. */
export function checkCompleteAnswer({ request, answer }: Exchange): NotStoredReason | undefined {
  const asked = request.body.n;
  if (answer.choices.length > 1 || (typeof asked === 'number' && asked > 1)) return 'several-choices';
  const [choice] = answer.choices;
  if (choice?.finishReason === undefined) return 'incomplete';
  return FINISHED.has(choice.finishReason.toLowerCase()) ? undefined : 'finish-reason';
}

/** OpenAI's word, Anthropic's two, and what Ollama, Cohere, Gemini and text-generation servers say in their stead. */
const FINISHED = new Set(['stop', 'end_turn', 'stop_sequence', 'eos', 'eos_token', 'complete', 'completed']);
