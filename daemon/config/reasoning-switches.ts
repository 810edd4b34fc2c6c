import type { ReasoningSwitch } from '../chat/model-info.ts';

/**
 * The switches that servers of OpenAI's chat completions know, by the field that they read. Looked up in their own
 * documentation in 2026-11; what a single model takes (an effort "minimal", a budget) is for the user to write out.
 */
export const REASONING_SWITCHES = {
  /** OpenAI (since GPT-5.1 "none" is known), Ollama (which ignores its own `think` on this path). */
  reasoning_effort: { on: { reasoning_effort: 'high' }, off: { reasoning_effort: 'none' } },
  /** vLLM, SGLang and llama.cpp, for models whose chat template asks for it: Qwen3 and its like. */
  enable_thinking: {
    on: { chat_template_kwargs: { enable_thinking: true } },
    off: { chat_template_kwargs: { enable_thinking: false } },
  },
  /** DeepSeek's own API and those that follow it. */
  thinking: { on: { thinking: { type: 'enabled' } }, off: { thinking: { type: 'disabled' } } },
  /** OpenRouter, which translates it; how much is left to the model's default. */
  reasoning: { on: { reasoning: { enabled: true } }, off: { reasoning: { enabled: false } } },
  none: undefined,
} as const satisfies Record<string, ReasoningSwitch | undefined>;

export type ReasoningSwitchName = keyof typeof REASONING_SWITCHES;

/** The switch that is named, or written out; undefined where there is none. */
export function reasoningSwitchOf(
  setting: ReasoningSwitchName | ReasoningSwitch | undefined,
): ReasoningSwitch | undefined {
  return typeof setting === 'string' ? REASONING_SWITCHES[setting] : setting;
}
