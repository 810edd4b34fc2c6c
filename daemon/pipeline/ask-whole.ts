import { AnswerCollector, type Answer } from '../chat/answer.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { PaidCall } from '../chat/price.ts';
import type { GenerateOptions, LanguageModel } from '../providers/language-model.ts';

/**
 * Asks one model and no other, and notes what it counted. No part of the model's pace: a judge's answers are a word long,
 * and nobody waits for an audit. @throws DaemonError
 */
export async function askWhole(
  model: LanguageModel,
  request: ChatRequest,
  { calls, signal, reasoning }: { calls: PaidCall[]; signal: AbortSignal } & GenerateOptions,
): Promise<Answer> {
  const collector = new AnswerCollector();
  for await (const chunk of await model.generate(request, signal, { reasoning })) collector.add(chunk);
  const answer = collector.answer();
  calls.push({ model: model.info, usage: answer.usage });
  return answer;
}
