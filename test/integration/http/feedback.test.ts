import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startAnsweringDaemon, type AnsweringDaemon } from '../../support/answering-daemon.ts';
import { answerText } from '../../support/scripted-upstream.ts';

const QUESTION = 'What are the main renewable energy sources?';
const REWORDED = 'What are the primary sources of renewable energy?';
const OTHERWISE = 'What are the main sources of renewable energy?';

let daemon: AnsweringDaemon;
/** Each test asks another assistant: what was said in one says nothing of the others. */
let assistants = 0;

beforeAll(async () => {
  // By similarity alone no bar rises, so that the tests do not meet what others have said.
  daemon = await startAnsweringDaemon({ config: { matching: { verifier: 'none' } } });
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  await daemon.fetch('/askonce/entries', { method: 'DELETE' });
  assistants += 1;
  daemon.upstream.script = answerText('sun, wind and water');
  await ask(QUESTION);
});

async function ask(content: string): Promise<{ cache: string | null; id: string }> {
  const { response } = await daemon.openai.chat.completions
    .create({
      model: 'auto',
      messages: [
        { role: 'system', content: `You are assistant ${assistants}.` },
        { role: 'user', content },
      ],
    })
    .withResponse();
  return { cache: response.headers.get('x-askonce-cache'), id: response.headers.get('x-askonce-id') ?? '' };
}

async function say(id: string, verdict: string): Promise<unknown> {
  const response = await daemon.fetch(`/askonce/decisions/${id}/verdict`, { json: { verdict } });
  return response.json();
}

async function read(path: string): Promise<unknown> {
  return (await daemon.fetch(`/askonce/${path}`)).json();
}

test('a wrong answer is not given again to that wording, nor to others, and still serves its own question', async () => {
  const { cache, id } = await ask(REWORDED);
  expect(cache).toBe('hit-semantic');

  expect(await say(id, 'wrong')).toEqual({ judged: 'wrong', forgotten: false });

  expect(await read(`decisions/${id}`)).toMatchObject({ judged: 'wrong' });
  expect((await ask(OTHERWISE)).cache).toBe('miss');
  expect((await ask(QUESTION)).cache).toBe('hit-exact');
  const again = await ask(REWORDED);
  // Served by what was stored for the other wording a moment ago, if at all: never by the wrong one.
  const { entryId } = (await read(`decisions/${again.id}`)) as { entryId: string };
  const { entryId: wrong } = (await read(`decisions/${id}`)) as { entryId: string };
  expect(entryId).not.toBe(wrong);
});

test('what was said can be taken back', async () => {
  const { id } = await ask(REWORDED);
  await say(id, 'wrong');
  expect(await say(id, 'undo')).toEqual({ forgotten: false });
  expect(((await read(`decisions/${id}`)) as { judged?: string }).judged).toBeUndefined();
  expect((await ask(REWORDED)).cache).toBe('hit-semantic');
});

test('a right answer is served to that wording at once, even after it was wrong for another', async () => {
  const right = await ask(REWORDED);
  const wrong = await ask(OTHERWISE);
  expect([right.cache, wrong.cache]).toEqual(['hit-semantic', 'hit-semantic']);
  await say(right.id, 'right');
  await say(wrong.id, 'wrong');

  const again = await ask(REWORDED);

  expect(again.cache).toBe('hit-semantic');
  expect(await read(`decisions/${again.id}`)).toMatchObject({
    probability: 1,
    agreed: ['this answer was called right for this question'],
  });
});

test('an answer that is wrong for its own question goes, and comes back', async () => {
  const { cache, id } = await ask(QUESTION);
  expect(cache).toBe('hit-exact');
  expect(await say(id, 'wrong')).toEqual({ judged: 'wrong', forgotten: true });
  expect(await daemon.entries()).toEqual([]);
  await say(id, 'undo');
  expect((await ask(QUESTION)).cache).toBe('hit-exact');
});

test('the status shows the estimate beside the budget, by site for admins only', async () => {
  await ask(OTHERWISE);
  const { id } = await ask(REWORDED);
  await say(id, 'wrong');
  const { wrongAnswers } = (await read('status')) as { wrongAnswers: Record<string, unknown> };
  expect(wrongAnswers).toMatchObject({ budget: 0.05, isKept: false, groups: [{ group: 'http' }] });
  expect(wrongAnswers.overall).toMatchObject({ raisedBy: 0 });

  const created = await daemon.fetch('/askonce/keys', { json: { name: 'chat' } });
  const { key } = (await created.json()) as { key: string };
  const asChat = { headers: { authorization: `Bearer ${key}` } };
  const seen = (await (await daemon.fetch('/askonce/status', asChat)).json()) as typeof wrongAnswers;
  expect(seen.wrongAnswers).not.toHaveProperty('groups');
  const refused = await daemon.fetch(`/askonce/decisions/${id}/verdict`, {
    json: { verdict: 'right' },
    ...asChat,
  });
  expect(refused.status).toBe(403);

  const metrics = await (await daemon.fetch('/metrics')).text();
  expect(metrics).toMatch(/^askonce_wrong_answers_ratio\{bound="estimate"\} 0\.\d+$/m);
  expect(metrics).toMatch(/^askonce_wrong_answers_budget_ratio 0\.05$/m);
});

test('an unknown decision cannot be judged, nor in other words', async () => {
  const unknown = await daemon.fetch('/askonce/decisions/nobody/verdict', { json: { verdict: 'wrong' } });
  expect(unknown.status).toBe(404);
  const { id } = await ask(REWORDED);
  const vague = await daemon.fetch(`/askonce/decisions/${id}/verdict`, { json: { verdict: 'so-so' } });
  expect(vague.status).toBe(400);
});
