import { z } from 'zod';
import type { Answer } from '../chat/answer.ts';
import { openAiFinishReason } from './ai-sdk-page.ts';
import type { PageAnswerText } from './dialect.ts';
import { readEvents } from './read-events.ts';

const eventsSchema = z.array(
  z.looseObject({ type: z.string(), delta: z.string().optional(), finishReason: z.string().optional() }),
);

/** What carries no content. */
const FRAMING = new Set([
  'start',
  'start-step',
  'finish-step',
  'text-start',
  'text-end',
  'reasoning-start',
  'reasoning-end',
  'message-metadata',
  'finish',
]);

/** A complete UI message stream, up to its `finish`. Version 5 names no finish reason there: it has finished. */
export function readAiSdkUiAnswer({ body }: PageAnswerText): Answer | undefined {
  const { data: events } = eventsSchema.safeParse(readEvents(body));
  const finish = events?.find(({ type }) => type === 'finish');
  if (!events || !finish || events.some(({ type }) => type === 'error' || type === 'abort')) return undefined;
  const choice = {
    text: '',
    reasoning: '',
    finishReason: openAiFinishReason(finish.finishReason ?? 'stop'),
    // Several texts are several paragraphs, which one text would not show as they were.
    hasMoreThanText: events.filter(({ type }) => type === 'text-start').length > 1,
  };
  for (const { type, delta } of events) {
    if (type === 'text-delta') choice.text += delta ?? '';
    else if (type === 'reasoning-delta') choice.reasoning += delta ?? '';
    else choice.hasMoreThanText ||= !FRAMING.has(type);
  }
  return { choices: [choice], usage: undefined };
}
