import { aiSdkUi } from './ai-sdk-ui.ts';
import { aiSdkV4 } from './ai-sdk-v4.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import type { Dialect } from './dialect.ts';
import { n8nChat } from './n8n-chat.ts';
import { ollamaChat } from './ollama-chat.ts';
import { ollamaGenerate } from './ollama-generate.ts';
import { openAiChat } from './openai-chat.ts';
import { openAiResponses } from './openai-responses.ts';

/** The built-in dialects. Each tells its own requests from all others', so that their order does not matter. */
export const DIALECTS: readonly Dialect[] = [
  openAiChat,
  openAiResponses,
  anthropicMessages,
  ollamaChat,
  ollamaGenerate,
  aiSdkV4,
  aiSdkUi,
  n8nChat,
];

/** The dialect of a page's request; undefined where none knows it, and then it passes. */
export function dialectOf(dialects: readonly Dialect[], url: URL, body: unknown): Dialect | undefined {
  return dialects.find((dialect) => dialect.matches(url, body));
}
