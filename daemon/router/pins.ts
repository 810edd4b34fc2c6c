import type { RouteAsk } from './router.ts';

/** A user's own routing rule: when all that it names holds, its model or tier answers. */
export interface Pin {
  when: { keyword?: string[] | undefined; site?: string | undefined; user?: string | undefined };
  /** Id of a configured model, or a tier. */
  model: string;
}

/** The first pin that holds, with the reason in words. */
export function findPin(pins: readonly Pin[], ask: RouteAsk): { model: string; reason: string } | undefined {
  for (const { when, model } of pins) {
    const keyword = when.keyword?.find((word) => mentions(ask.conversation.question ?? '', word));
    if (when.keyword && !keyword) continue;
    if (when.site !== undefined && when.site !== ask.site) continue;
    if (when.user !== undefined && when.user !== ask.user) continue;
    const held = [
      keyword && `keyword ${keyword}`,
      when.site && `site ${when.site}`,
      when.user && `user ${when.user}`,
    ];
    return { model, reason: `pinned: ${held.filter(Boolean).join(', ') || 'always'}` };
  }
  return undefined;
}

function mentions(question: string, word: string): boolean {
  return ` ${question.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `.includes(` ${word.toLowerCase()} `);
}
