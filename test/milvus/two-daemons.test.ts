import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeWithMilvus, sharedMilvus } from '../support/milvus/describe-with-milvus.ts';
import { milvusSettings } from '../support/milvus/milvus-settings.ts';
import { answerText, startScriptedUpstream, type ScriptedUpstream } from '../support/scripted-upstream.ts';
import { configuredModels, startTestDaemon, type TestDaemon } from '../support/start-test-daemon.ts';

/** How soon daemons learn of each other's changes, and a second for a busy machine. */
const SOON = { timeout: 6_000 };
const TEAM = { share: 'team', team: 'blue', team_secret: 'what blue members know' };

const RENEWABLE = [
  'What are the main renewable energy sources?',
  'What are the primary sources of renewable energy?',
];

describeWithMilvus('two daemons of a team, one Milvus', () => {
  const { collection } = milvusSettings({ host: '', port: 0 });
  let upstream: ScriptedUpstream;
  let daemons: {
    a: TestDaemon;
    b: TestDaemon;
    otherTeam: TestDaemon;
    otherSecret: TestDaemon;
    user: TestDaemon;
  };

  async function start(identity: object): Promise<TestDaemon> {
    const { host, port } = sharedMilvus();
    return startTestDaemon({
      config: {
        identity,
        semantic_cache: { backend_type: 'milvus', similarity_threshold: 0.8 },
        milvus: {
          connection: { host, port },
          collection: { name: collection.name, partitions: 2 },
          // A busy machine answers late.
          search: { timeout_ms: 3_000 },
        },
        models: configuredModels({ small: upstream.baseUrl }),
      },
    });
  }

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
    daemons = {
      a: await start(TEAM),
      b: await start(TEAM),
      otherTeam: await start({ ...TEAM, team: 'red' }),
      otherSecret: await start({ ...TEAM, team_secret: 'what nobody else knows' }),
      user: await start({ share: 'user' }),
    };
    for (const daemon of Object.values(daemons)) await expectConnected(daemon);
  });
  afterAll(async () => {
    for (const daemon of Object.values(daemons)) await daemon.remove();
    await upstream.close();
  });

  /** A learns it from a model, and B serves it. */
  async function teach(question: string, answer: string): Promise<void> {
    upstream.script = answerText(answer);
    expect(await ask(daemons.a, question)).toEqual(['miss', answer]);
    upstream.script = answerText(`B's own answer to: ${question}`);
    await expect.poll(() => lookUp(daemons.b, question), SOON).toEqual(['hit-exact', answer]);
  }

  test('serve each other what they learn, by the same words and by the same meaning', async () => {
    const [question, alike] = RENEWABLE as [string, string];
    upstream.script = answerText('sun, wind and water');
    expect(await ask(daemons.a, question)).toEqual(['miss', 'sun, wind and water']);
    await expect.poll(() => lookUp(daemons.b, alike), SOON).toEqual(['hit-semantic', 'sun, wind and water']);
    expect(await lookUp(daemons.b, question)).toEqual(['hit-exact', 'sun, wind and water']);
  });

  test('stop serving what the other deletes, also what they have served before', async () => {
    const question = 'How many legs does a spider have?';
    await teach(question, 'eight');
    const id = await idOf(daemons.a, question);
    const reply = await daemons.a.fetch(`/askonce/entries/${id}`, { method: 'DELETE' });
    expect(await reply.json()).toEqual({ deleted: 1 });
    expect(await lookUp(daemons.a, question)).toEqual(NOT_STORED);
    await expect.poll(() => lookUp(daemons.b, question), SOON).toEqual(NOT_STORED);
  });

  test('serve anew what the other replaces', async () => {
    const question = 'Who holds the record of this sport?';
    await teach(question, 'Ada');
    upstream.script = answerText('Grace');
    const fresh = { 'cache-control': 'no-cache' };
    expect((await ask(daemons.a, question, fresh))[1]).toBe('Grace');
    await expect.poll(() => lookUp(daemons.b, question), SOON).toEqual(['hit-exact', 'Grace']);
  });

  test('never serve what another team, one with another secret, or a single user learnt, nor the reverse', async () => {
    const question = 'Where is the key to the cellar?';
    await teach(question, 'under the mat');
    for (const name of ['otherTeam', 'otherSecret', 'user'] as const) {
      expect(await lookUp(daemons[name], question)).toEqual(NOT_STORED);
      upstream.script = answerText(`known to ${name} alone`);
      expect(await ask(daemons[name], question)).toEqual(['miss', `known to ${name} alone`]);
    }
    for (const name of ['otherTeam', 'otherSecret', 'user'] as const) {
      await flushed(daemons[name]);
      expect(await lookUp(daemons[name], question)).toEqual(['hit-exact', `known to ${name} alone`]);
    }
    for (const member of [daemons.a, daemons.b]) {
      expect(await lookUp(member, question)).toEqual(['hit-exact', 'under the mat']);
    }
  });

  test('stop serving everything when one forgets everything', async () => {
    const question = 'How deep is the lake?';
    await teach(question, '40 metres');
    expect((await daemons.a.fetch('/askonce/entries', { method: 'DELETE' })).status).toBe(200);
    for (const asked of [question, ...RENEWABLE]) {
      expect(await lookUp(daemons.a, asked)).toEqual(NOT_STORED);
      await expect.poll(() => lookUp(daemons.b, asked), SOON).toEqual(NOT_STORED);
    }
    await teach(question, '41 metres');
  });
});

const NOT_STORED = [504, 'only-if-cached'];

type Outcome = [cache: string | null | number, answer: string];

async function ask(
  daemon: TestDaemon,
  question: string,
  headers: Record<string, string> = {},
): Promise<Outcome> {
  const reply = await daemon.fetch('/v1/chat/completions', {
    json: { model: 'auto', messages: [{ role: 'user', content: question }] },
    headers,
  });
  const body = (await reply.json()) as {
    choices?: { message: { content: string } }[];
    error?: { code: string };
  };
  if (!reply.ok) return [reply.status, 'only-if-cached'];
  return [reply.headers.get('x-askonce-cache'), body.choices?.[0]?.message.content ?? ''];
}

/** Asks the cache alone: no model is asked, and nothing is learnt. */
function lookUp(daemon: TestDaemon, question: string): Promise<Outcome> {
  return ask(daemon, question, { 'cache-control': 'only-if-cached' });
}

async function idOf(daemon: TestDaemon, question: string): Promise<string> {
  const { entries } = (await (await daemon.fetch('/askonce/entries')).json()) as {
    entries: { id: string; question: string }[];
  };
  return entries.find((entry) => entry.question === question)!.id;
}

/** Counting means that Milvus has all that was written before. */
async function flushed(daemon: TestDaemon): Promise<void> {
  expect((await daemon.fetch('/askonce/status')).status).toBe(200);
}

async function expectConnected(daemon: TestDaemon): Promise<void> {
  await vi.waitFor(
    async () => {
      const { store } = (await (await daemon.fetch('/askonce/status')).json()) as StatusBody;
      expect(store.details.Milvus).toContain('connected');
    },
    { timeout: 30_000 },
  );
}

interface StatusBody {
  store: { details: Record<string, string> };
}
