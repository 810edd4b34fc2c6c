import type { ChatChunk } from '../../chat/chat-chunk.ts';
import { readConversation } from '../../chat/chat-request.ts';
import { asDaemonError } from '../../lib/errors.ts';
import type { Dialect, PageReading } from '../dialect.ts';
import type { Exchange } from './har.ts';
import { parseJson } from '../../lib/parse-json.ts';

/** What a dialect makes of one recorded exchange. */
export interface Trial {
  url: string;
  question: string;
  earlierMessages: number;
  model: string;
  session: string | undefined;
  stream: boolean;
  answer: string;
  /** What does not work, one sentence each; none where the page could be answered. */
  faults: string[];
}

/** Undefined where the exchange is none of this dialect's. */
export async function tryExchange(
  dialect: Dialect,
  { request, answer }: Exchange,
): Promise<Trial | undefined> {
  const url = new URL(request.url);
  const body = parseJson(request.body);
  if (!dialect.rules.some(({ method }) => method === request.method.toUpperCase())) return undefined;
  if (!dialect.matches(url, body)) return undefined;
  const trial: Trial = {
    ...{ url: request.url, question: '', earlierMessages: 0, model: '', session: undefined, stream: false },
    ...{ answer: '', faults: [] },
  };
  try {
    const reading = dialect.readPage(body, url);
    note(trial, reading);
    trial.answer = dialect.readAnswer(answer)?.choices[0]?.text ?? '';
    if (trial.answer === '') trial.faults.push('the recorded answer is not understood, or was cut off');
    else await tryWriting(dialect, reading, trial);
  } catch (error) {
    trial.faults.push(asDaemonError(error).message);
  }
  return trial;
}

function note(trial: Trial, { request, unanswerable, session }: PageReading): void {
  const { question, history } = readConversation(request);
  trial.question = question ?? '';
  trial.earlierMessages = history.length;
  trial.model = request.model;
  trial.session = session;
  trial.stream = request.stream;
  if (question === undefined) trial.faults.push("the last message is not the user's plain text");
  if (unanswerable !== undefined) trial.faults.push(`left alone: ${unanswerable}`);
}

/** What we would write must say the same to whoever reads it. */
async function tryWriting(dialect: Dialect, { request }: PageReading, trial: Trial): Promise<void> {
  const identity = { id: 'trial', model: request.model, created: 0 };
  const written = request.stream
    ? await joined(dialect.writeStream(inPieces(trial.answer), identity, request))
    : JSON.stringify(await dialect.writeWhole(whole(trial.answer), identity, request));
  const { 'content-type': contentType } = request.stream ? dialect.streamHeaders : dialect.wholeHeaders;
  const readBack = dialect.readAnswer({ contentType, body: written })?.choices[0]?.text;
  if (readBack !== trial.answer)
    trial.faults.push('an answer written by the template does not read the same');
}

async function joined(texts: AsyncIterable<string>): Promise<string> {
  let all = '';
  for await (const text of texts) all += text;
  return all;
}

// eslint-disable-next-line @typescript-eslint/require-await -- an answer is read asynchronously wherever it comes from
async function* inPieces(text: string): AsyncGenerator<ChatChunk> {
  for (const piece of text.match(/[\s\S]{1,20}/g) ?? []) {
    yield { choices: [{ index: 0, delta: { content: piece }, finish_reason: null }] };
  }
  yield { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] };
}

// eslint-disable-next-line @typescript-eslint/require-await -- as above
async function* whole(text: string): AsyncGenerator<ChatChunk> {
  yield { choices: [{ index: 0, delta: { role: 'assistant', content: text }, finish_reason: 'stop' }] };
}
