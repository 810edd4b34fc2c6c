import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { explainedRouteSchema, statusSchema, type ModelView } from '../../../daemon/server/own-api.ts';
import { decisionRecordSchema, type DecisionRecord } from '../../../daemon/decisions/decision-log.ts';
import {
  answerText,
  failWith,
  startScriptedUpstream,
  type ScriptedUpstream,
} from '../../support/scripted-upstream.ts';
import { configuredModels, startTestDaemon, type TestDaemon } from '../../support/start-test-daemon.ts';

const PRICES = { small: 1, medium: 5, large: 25 };
const HARD =
  'Our Postgres primary deadlocks every night under load, replication lags behind and failover loses writes. Find the cause in this design and propose a migration with a rollback plan.';

let upstreams: Record<'small' | 'medium' | 'large', ScriptedUpstream>;
let daemon: TestDaemon;

beforeAll(async () => {
  const [small, medium, large] = await Promise.all([
    startScriptedUpstream(answerText('from the small one')),
    startScriptedUpstream(answerText('from the medium one')),
    startScriptedUpstream(answerText('from the large one')),
  ]);
  upstreams = { small, medium, large };
  daemon = await startRouting({});
});
afterAll(async () => {
  await daemon.remove();
  await Promise.all(Object.values(upstreams).map((one) => one.close()));
});
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  for (const [tier, one] of Object.entries(upstreams)) one.script = answerText(`from the ${tier} one`);
});

/** Ten lines of YAML: three models with their prices, and `routing`. */
function startRouting(routing: object): Promise<TestDaemon> {
  const models = configuredModels({
    ...{ small: upstreams.small.baseUrl, medium: upstreams.medium.baseUrl, large: upstreams.large.baseUrl },
  }).map((model) => {
    const price = PRICES[(model as { tier: keyof typeof PRICES }).tier];
    return { ...model, price: { input_per_million: price, output_per_million: price } };
  });
  return startTestDaemon({ config: { models, routing } });
}

interface Asked {
  model: string | null;
  reason: string | null;
  id: string;
}

async function ask(
  asked: TestDaemon,
  messages: { role: 'user' | 'assistant'; content: string }[],
): Promise<Asked> {
  const { response } = await asked.openai.chat.completions.create({ model: 'auto', messages }).withResponse();
  const { headers } = response;
  return {
    model: headers.get('x-askonce-model'),
    reason: headers.get('x-askonce-reason'),
    id: headers.get('x-askonce-id') ?? '',
  };
}

async function decisionOf({ id }: Asked): Promise<DecisionRecord> {
  return decisionRecordSchema.parse(await (await daemon.fetch(`/askonce/decisions/${id}`)).json());
}

const user = (content: string): { role: 'user'; content: string } => ({ role: 'user', content });

test('a look-up goes to the small model, hard work to the large one, and the decision says by what', async () => {
  const easy = await ask(daemon, [user('What is the capital of Australia?')]);
  const hard = await ask(daemon, [user(HARD)]);
  expect([easy.model, hard.model]).toEqual(['my-small', 'my-large']);
  const { routing } = await decisionOf(hard);
  expect(routing).toMatchObject({ by: 'estimate', category: 'debugging' });
  expect(routing?.options[0]).toMatchObject({ model: 'my-large', tier: 'large' });
  expect(routing?.options[0]?.costUsd).toBeGreaterThan(0);
  expect(routing?.nearest).toHaveLength(3);
});

test('a yes after hard work stays with the model that did it, and a complaint goes up', async () => {
  await ask(daemon, [user(HARD)]);
  const goesOn = await ask(daemon, [
    user(HARD),
    { role: 'assistant', content: 'A plan.' },
    user('yes, do it'),
  ]);
  expect(goesOn).toMatchObject({ model: 'my-large', reason: 'goes on from my-large' });

  const question = 'What is the capital of Australia?';
  await ask(daemon, [user(question)]);
  const complains = [
    user(question),
    { role: 'assistant' as const, content: 'Sydney.' },
    user("No, that's wrong."),
  ];
  expect((await ask(daemon, complains)).model).toBe('my-medium');
});

test('where a question would go is explained without asking a model', async () => {
  for (const one of Object.values(upstreams)) one.calls.length = 0;
  const reply = await daemon.fetch('/askonce/routing/explain', { json: { question: HARD } });
  const explained = explainedRouteSchema.parse(await reply.json());
  expect(explained).toMatchObject({
    model: 'my-large',
    tier: 'large',
    fallbacks: expect.any(Array) as unknown[],
  });
  expect(explained.reason).toMatch(/^debugging: large is right in about \d+ %/);
  expect(Object.values(upstreams).flatMap(({ calls }) => calls)).toEqual([]);
});

test('a question is needed to explain where it would go', async () => {
  const reply = await daemon.fetch('/askonce/routing/explain', { json: {} });
  expect(reply.status).toBe(400);
  expect(await reply.text()).toContain('{\\"question\\": \\"...\\"}');
});

test("beyond the day's budget the cheapest model answers", async () => {
  const thrifty = await startRouting({ max_cost_per_day: 0.000_001 });
  expect(await ask(thrifty, [user(HARD)])).toMatchObject({
    model: 'my-small',
    reason: expect.stringContaining("beyond the day's budget") as string,
  });
  await thrifty.remove();
});

test('the dial at 1 asks the best model, at 0 the cheapest', async () => {
  const [best, cheapest] = await Promise.all([startRouting({ quality: 1 }), startRouting({ quality: 0 })]);
  expect((await ask(best, [user(HARD)])).model).toBe('my-large');
  expect((await ask(cheapest, [user(HARD)])).model).toBe('my-small');
  await Promise.all([best.remove(), cheapest.remove()]);
});

test('a model that fails again and again is left alone, and the next question says so', async () => {
  const flaky = await startRouting({});
  upstreams.small.script = failWith(503);
  const questions = ['Argentina', 'Brazil', 'Chile', 'Peru', 'Cuba', 'Haiti'];
  const reasons: (string | null)[] = [];
  for (const country of questions) {
    reasons.push((await ask(flaky, [user(`What is the capital of ${country}?`)])).reason);
  }
  expect(reasons[0]).toContain('my-small failed (upstream_error)');
  expect(reasons.at(-1)).not.toContain('my-small failed');
  await flaky.remove();
});

test('the pace of each model and what was spent today are shown', async () => {
  const watched = await startRouting({ max_cost_per_day: 5 });
  await ask(watched, [user('What is the capital of Canada?')]);
  const { models } = (await (await watched.fetch('/askonce/models')).json()) as { models: ModelView[] };
  expect(models.find(({ id }) => id === 'my-small')?.pace).toMatchObject({ calls: 1, failureRate: 0 });
  const { budget } = statusSchema.parse(await (await watched.fetch('/askonce/status')).json());
  expect(budget).toMatchObject({ maxUsd: 5 });
  expect(budget?.spentUsd).toBeGreaterThan(0);
  await watched.remove();
});
