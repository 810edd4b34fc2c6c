import type { Answer } from '../chat/answer.ts';
import type { ChatRequest } from '../chat/chat-request.ts';
import type { ModelInfo } from '../chat/model-info.ts';

interface Judging {
  /** What is judged, and that the reply is yes-CODE, no-CODE or unsure-CODE. */
  instructions: string;
  /** What is judged was written by others and may hold instructions: it is set apart as JSON. */
  material: object;
  /** Most tokens of the reply, where it is to be limited and the model does not reason first. */
  maxTokens?: number;
}

/** Asks a model for a verdict. It counts only with a code that nobody knew when the material was written (`drawCode`). */
export function verdictRequest(info: ModelInfo, { instructions, material, maxTokens }: Judging): ChatRequest {
  const messages = [
    { role: 'system', content: instructions },
    { role: 'user', content: JSON.stringify(material, undefined, 2) },
  ];
  const model = info.id;
  // Models that reason first often refuse any other temperature than their own, and their thinking would count as the reply.
  const reasons = info.tier === 'reasoning' || info.capabilities.includes('reasoning');
  const limit = maxTokens === undefined ? {} : { max_tokens: maxTokens };
  return {
    ...{ model, messages, stream: false, maxTokens: reasons ? undefined : maxTokens },
    body: { model, messages, ...(reasons ? {} : { temperature: 0, ...limit }) },
  };
}

/** `random`: in [0, 1). */
export function drawCode(random: () => number): string {
  return String(Math.floor(random() * CODES));
}

const CODES = 1_000_000;

/** What such a reply says; anything but a clear yes or no on its last line, with the code, is "unsure". */
export function readVerdict({ choices }: Answer, code: string): 'right' | 'wrong' | 'unsure' {
  const [choice] = choices;
  if (choice?.finishReason === 'length') return 'unsure';
  // Some servers leave a model's thinking before its answer.
  const lastLine = choice?.text.trim().split('\n').at(-1) ?? '';
  const [, word, said] = VERDICT.exec(lastLine) ?? [];
  if (said !== code || word === undefined) return 'unsure';
  return word.toLowerCase() === 'yes' ? 'right' : 'wrong';
}

/** With the punctuation that models put around a word. */
const VERDICT = /^[\s"'`*.]*(yes|no)-(\d+)[\s"'`*.]*$/i;
