import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startPairedDaemon, type PairedDaemon } from '../../support/answering-daemon.ts';
import { siteSetting, type ExtensionClient } from '../../support/extension-client.ts';

const SITE = 'https://portal.example';
const ENDPOINT = `${SITE}/assist/ask`;
const ANSWER = 'Holidays that are left over may be taken until the end of March.';

let daemon: PairedDaemon;
let client: ExtensionClient;

beforeAll(async () => {
  daemon = await startPairedDaemon();
});
afterAll(() => daemon.remove());
beforeEach(async () => {
  client = await daemon.connect();
  await client.enable(siteSetting({ origin: SITE }));
});
afterEach(() => {
  client.close();
});

const asked = (question: string, requestId: string) => ({ message: question, persona: 'hr', requestId });
const answered = { reply: { text: ANSWER, format: 'plain' } };

function propose(answer: object = answered) {
  const request = {
    ...{ url: ENDPOINT, method: 'POST', contentType: 'application/json' },
    body: JSON.stringify(asked('How long can I carry over my holidays?', 'r-1')),
  };
  return client.operate({
    ...{ name: 'propose-adapter', site: SITE, request },
    answer: {
      ...{ status: 200, contentType: 'application/json', body: JSON.stringify(answer) },
      ...{ firstByteMs: 1, totalMs: 2 },
    },
  });
}

test('a portal that is taught from one exchange is answered from then on, where the adapter says', async () => {
  const { adapter } = (await propose()) as { adapter: string };
  const withPlace = adapter.replace('answer:\n', 'answer:\n  element: .bubble.bot\n');
  await client.operate({ name: 'save-adapter', site: SITE, adapter: withPlace });
  const { sites } = await client.next('rules');
  expect(sites[0]?.rules).toContainEqual({ method: 'POST', host: 'portal.example', path: '/assist/ask' });

  const ask = (question: string, id: string) =>
    client.ask({ site: SITE, url: ENDPOINT, body: asked(question, id), document: id });
  const first = await ask('How long can I carry over my holidays?', 'r-2');
  expect(first.verdict).toMatchObject({ kind: 'pass', observe: true });
  client.observe(first.id, answered);
  await daemon.hasLearnt(SITE);

  const { verdict } = await ask('For how long can I carry over my holidays?', 'r-3');
  expect(verdict).toMatchObject({
    kind: 'respond',
    element: '.bubble.bot',
    chunks: [JSON.stringify(answered)],
  });
});

test('an exchange without a text in its answer proposes nothing, and says what to do', async () => {
  await expect(propose({ ok: true })).rejects.toThrow(/docs\/adapters|write/i);
});

test('an adapter with a mistake is refused with the place of the mistake', async () => {
  const adapter = 'id: portal\nrequest: { path: /ask, question: $.q }\nanswer: { element: .bot }\n';
  await expect(client.operate({ name: 'save-adapter', site: SITE, adapter })).rejects.toThrow(/json.*stream/);
});
