import type { Dialect } from './dialect.ts';
import { openAiChat } from './openai-chat.ts';

/** The built-in dialects. Each tells its own requests from all others', so that their order does not matter. */
export const DIALECTS: readonly Dialect[] = [openAiChat];

/** The dialect of a page's request; undefined where none knows it, and then it passes. */
export function dialectOf(dialects: readonly Dialect[], url: URL, body: unknown): Dialect | undefined {
  return dialects.find((dialect) => dialect.matches(url, body));
}
