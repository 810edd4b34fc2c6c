import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';
import { isRecord } from '../lib/is-record.ts';
import type { ReasoningMode } from './language-model.ts';

type Body = Readonly<Record<string, unknown>>;

/** Words of the providers for the same thing. Beside one that the client said, another could contradict it. */
const WORDS = ['reasoning_effort', 'reasoning', 'thinking', 'think', 'enable_thinking'];

/**
 * The client's body with the model's reasoning switch set: on in the tier "reasoning", off in any other, unless `mode`
 * says otherwise. A client that speaks of reasoning itself is obeyed, and nothing that it set is changed.
 */
export function withReasoning(
  { body, extras = {} }: ChatRequest,
  { reasoning, tier }: Pick<ModelInfo, 'reasoning' | 'tier'>,
  mode: ReasoningMode | undefined,
): Body {
  if (!reasoning || saysItself(body)) return body;
  const byTier = tier === 'reasoning' ? 'on' : 'off';
  return withDefaults(body, reasoning[wishIn(extras) ?? mode ?? byTier]);
}

function saysItself(body: Body): boolean {
  const template = body.chat_template_kwargs;
  return [body, ...(isRecord(template) ? [template] : [])].some((fields) =>
    WORDS.some((word) => fields[word] !== undefined && fields[word] !== null),
  );
}

/** What Ollama's clients (`think: false`) and Anthropic's (`thinking: {type: "disabled"}`) say has no place in OpenAI's form. */
function wishIn({ think, thinking }: Body): ReasoningMode | undefined {
  if (typeof think === 'boolean') return think ? 'on' : 'off';
  if (!isRecord(thinking)) return undefined;
  return thinking.type === 'disabled' ? 'off' : 'on';
}

/** `defaults` for what `body` does not say, at every level. */
function withDefaults(body: Body, defaults: Body): Body {
  const added = Object.entries(defaults).map(([name, value]): [string, unknown] => {
    const said = body[name];
    if (isRecord(said) && isRecord(value)) return [name, withDefaults(said, value)];
    return [name, said ?? value];
  });
  return { ...body, ...Object.fromEntries(added) };
}
