import { pino } from 'pino';
import { expect, test } from 'vitest';
import { parseCacheControl } from '../../../daemon/cache/cache-controls.ts';
import type { DecisionLog, DecisionRecord } from '../../../daemon/decisions/decision-log.ts';
import { createMetrics } from '../../../daemon/metrics/metrics.ts';
import type { Report } from '../../../daemon/pipeline/recorder.ts';
import { openTurn } from '../../../daemon/pipeline/turn.ts';
import type { Verdict } from '../../../daemon/pipeline/verdict.ts';
import { createModelRegistry } from '../../../daemon/providers/model-registry.ts';
import { createRecorder } from '../../../daemon/recording/create-recorder.ts';
import { chatRequest } from '../../support/chat-request.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FakeModel } from '../../support/fake-model.ts';

const QUESTION = 'What is new in Python 3.11?';
const VERDICT: Verdict = {
  ...{
    id: 'd',
    cache: 'miss',
    similarity: 0.98,
    logOdds: 1.5,
    probability: undefined,
    candidateId: 'e',
    model: 'm',
  },
  agreed: [{ quoting: 'the same name: Python', plain: 'the same name' }],
  against: [{ quoting: 'version 3.11 against 3.12', plain: 'another version' }, 'not sure enough'],
  ...{
    tier: undefined,
    reason: 'r',
    ageSeconds: undefined,
    storedAt: undefined,
    entryId: undefined,
    stagesMs: {},
    failed: [],
    routing: { by: 'estimate', limit: {}, category: 'coding', promptTokens: 10, options: [] },
  },
};
const clock = new FakeClock();

/** The decision and the log line of one request. */
function recorded(policy: { keepsQuestions: boolean; logsQuestions: boolean }): {
  decision: DecisionRecord | undefined;
  line: Record<string, unknown>;
} {
  let decision: DecisionRecord | undefined;
  let line: Record<string, unknown> = {};
  const decisions = { record: (record: DecisionRecord) => (decision = record) };
  const recorder = createRecorder({
    ...{ ...policy, clock, createId: () => 'd', onPart: () => undefined },
    ...{ matchedBy: () => ({ embedder: 'e' }), onFinished: () => undefined, onSpent: () => undefined },
    metrics: createMetrics({ store: () => Promise.resolve(undefined), breakers: () => [] }),
    decisions: decisions as unknown as DecisionLog,
    models: createModelRegistry([new FakeModel({ id: 'm' })]),
    log: pino({}, { write: (text) => void (line = JSON.parse(text) as Record<string, unknown>) }),
  });
  const turn = openTurn(
    {
      request: chatRequest(QUESTION),
      caller: { site: 'http', owner: 'user:me', user: 'me', secret: new Uint8Array(32) },
      controls: parseCacheControl(undefined),
      signal: new AbortController().signal,
    },
    { createId: () => 'd', clock, generation: 1, boundTo: undefined },
  );
  const report: Report = {
    ...{ turn, verdict: VERDICT, outcome: 'answered', error: undefined, usage: undefined },
    ...{ firstChunkMs: 1, totalMs: 2 },
  };
  recorder.finished(report);
  return { decision, line };
}

test('decision and log line say why without a word of the question, unless told otherwise', () => {
  const { decision, line } = recorded({ keepsQuestions: false, logsQuestions: false });
  const evidence = { agreed: ['the same name'], against: ['another version', 'not sure enough'] };
  expect(decision).toMatchObject(evidence);
  expect(line).toMatchObject(evidence);
  expect(JSON.stringify([decision, line])).not.toMatch(/Python|3\.1/);
});

test.each([
  ['decision', { keepsQuestions: true, logsQuestions: false }],
  ['line', { keepsQuestions: false, logsQuestions: true }],
] as const)('the %s holds question and words of the evidence where it may', (which, policy) => {
  const { [which]: full, ...other } = recorded(policy);
  expect(full).toMatchObject({
    question: QUESTION,
    agreed: ['the same name: Python'],
    against: ['version 3.11 against 3.12', 'not sure enough'],
  });
  expect(JSON.stringify(other)).not.toMatch(/Python|3\.1/);
});
