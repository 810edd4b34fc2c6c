import { AnswerCollector } from '../chat/answer.ts';
import type { ChatChunk } from '../chat/chat-chunk.ts';
import { asDaemonError } from '../lib/errors.ts';
import type { Reply } from './ask.ts';
import type { Work } from './in-flight.ts';
import type { Recorder, Report } from './recorder.ts';
import type { Turn } from './turn.ts';
import type { Verdict } from './verdict.ts';

/** Runs one request and reports how it ended: with the last chunk, with an error, or with the client gone. */
export async function reportEnd(
  turn: Turn,
  recorder: Recorder,
  work: () => Promise<Work<Verdict, ChatChunk>>,
): Promise<Reply> {
  const report: Report = {
    turn,
    verdict: undefined,
    outcome: 'left',
    error: undefined,
    usage: undefined,
    firstChunkMs: undefined,
    totalMs: 0,
  };
  const finish = (): void => {
    recorder.finished({ ...report, totalMs: turn.stages.total() });
  };
  try {
    const { head: verdict, items } = await work();
    report.verdict = verdict;
    return { verdict, chunks: watched(items, report, finish) };
  } catch (error) {
    noteFailure(report, error);
    finish();
    throw error;
  }
}

async function* watched(
  chunks: AsyncIterable<ChatChunk>,
  report: Report,
  finish: () => void,
): AsyncGenerator<ChatChunk> {
  const collector = new AnswerCollector();
  try {
    for await (const chunk of chunks) {
      report.firstChunkMs ??= report.turn.stages.total();
      collector.add(chunk);
      yield chunk;
    }
    report.outcome = 'answered';
  } catch (error) {
    noteFailure(report, error);
    throw error;
  } finally {
    report.usage = collector.answer().usage;
    finish();
  }
}

function noteFailure(report: Report, thrown: unknown): void {
  const { code } = asDaemonError(thrown);
  report.error = code;
  report.outcome = code === 'client_closed' ? 'left' : 'failed';
}
