import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import { answerText, type Script } from '../../support/scripted-upstream.ts';

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';

let daemon: AnsweringDaemon;

beforeAll(async () => {
  daemon = await startAnsweringDaemon({
    // By similarity alone the hit does not hang on a model's calibration.
    config: { matching: { verifier: 'none', audit: { share: 0.1 } } },
    script: upstream,
    random: () => 0,
  });
});
afterAll(() => daemon.remove());

/** Answers the two wordings differently, and says so when asked to compare. */
const upstream: Script = (call, response) => {
  const text = JSON.stringify(call.body.messages);
  const code = /no-(\d+)/.exec(text)?.[1];
  const answer = text.includes(REWORDED) ? 'coal and gas' : 'sun, wind and water';
  return answerText(code === undefined ? answer : `no-${code}`)(call, response);
};

async function ask(content: string): Promise<{ cache: string | null; id: string; text: string | null }> {
  const { data, response } = await daemon.openai.chat.completions
    .create({ model: 'auto', messages: [{ role: 'user', content }] })
    .withResponse();
  return {
    cache: response.headers.get('x-askonce-cache'),
    id: response.headers.get('x-askonce-id') ?? '',
    text: data.choices[0]?.message.content ?? null,
  };
}

async function read(path: string): Promise<Record<string, unknown>> {
  return (await (await daemon.fetch(`/askonce/${path}`)).json()) as Record<string, unknown>;
}

/** Waits until an audit is over, which happens off the reply path. */
async function audited(): Promise<unknown> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { audits } = (await read('status')) as {
      audits: { right: number; wrong: number; undecided: number };
    };
    if (audits.right + audits.wrong + audits.undecided > 0) return audits;
  }
  throw new Error('Nothing was audited.');
}

test('an answer that is wrong by a model’s word is not served to that wording a second time', async () => {
  await ask(QUESTION);
  const served = await ask(REWORDED);
  expect(served).toMatchObject({ cache: 'hit-semantic', text: 'sun, wind and water' });

  expect(await audited()).toEqual({ share: 0.1, right: 0, wrong: 1, undecided: 0, tokens: 24, costUsd: 0 });

  expect(await read(`decisions/${served.id}`)).toMatchObject({ judged: 'wrong', judgedBy: 'audit' });
  expect(await ask(REWORDED)).toMatchObject({ cache: 'miss', text: 'coal and gas' });
  expect(await ask(QUESTION)).toMatchObject({ cache: 'hit-exact', text: 'sun, wind and water' });
  expect(await read('status')).toMatchObject({
    wrongAnswers: { overall: { judged: 1 } },
    requests: { total: 4, hitSemantic: 1, miss: 2 },
  });
  const metrics = await (await daemon.fetch('/metrics')).text();
  expect(metrics).toMatch(/^askonce_audits_total\{outcome="wrong"\} 1$/m);
  expect(metrics).toMatch(/^askonce_audit_tokens_total\{model="my-small",kind="prompt"\} 14$/m);
});
