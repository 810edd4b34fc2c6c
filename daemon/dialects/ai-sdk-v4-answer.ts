import { z } from 'zod';
import type { Answer } from '../chat/answer.ts';
import { openAiFinishReason } from './ai-sdk-page.ts';
import type { PageAnswerText } from './dialect.ts';

const finishSchema = z.looseObject({
  finishReason: z.string(),
  usage: z
    .looseObject({ promptTokens: z.number().nullish(), completionTokens: z.number().nullish() })
    .nullish(),
});

/** What carries no content: the start of a step, its end, the signature of reasoning, reasoning withheld. */
const FRAMING = new Set(['f', 'e', 'i', 'j']);

/** A complete data stream, up to its `d:` line. */
export function readAiSdkV4Answer({ body }: PageAnswerText): Answer | undefined {
  const lines = body.split('\n').filter((line) => line !== '');
  const choice = { text: '', reasoning: '', finishReason: '', hasMoreThanText: false };
  let end: z.infer<typeof finishSchema> | undefined;
  for (const line of lines) {
    const [code, value] = readLine(line);
    // Nothing may follow the end, and nothing may be unreadable or an error.
    if (code === undefined || end || code === '3') return undefined;
    if (code === '0' || code === 'g') {
      if (typeof value !== 'string') return undefined;
      choice[code === '0' ? 'text' : 'reasoning'] += value;
    } else if (code === 'd') end = finishSchema.safeParse(value).data;
    else choice.hasMoreThanText ||= !FRAMING.has(code);
  }
  if (!end) return undefined;
  choice.finishReason = openAiFinishReason(end.finishReason);
  return { choices: [choice], usage: usageOf(end.usage) };
}

/** Servers write null (once NaN) for tokens that they did not count. */
function usageOf(usage: z.infer<typeof finishSchema>['usage']): Answer['usage'] {
  if (!usage?.completionTokens) return undefined;
  return { promptTokens: usage.promptTokens ?? 0, completionTokens: usage.completionTokens };
}

function readLine(line: string): [code: string, value: unknown] | [undefined] {
  const match = /^([\da-k]):(.*)$/.exec(line);
  if (!match) return [undefined];
  try {
    const value: unknown = JSON.parse(match[2] ?? '');
    return [match[1] ?? '', value];
  } catch {
    // A cut-off line, or plain text that looks like one.
    return [undefined];
  }
}
