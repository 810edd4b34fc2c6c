import { expect, test } from 'vitest';
import { parseAdapter } from '../../../../daemon/config/adapter-files.ts';
import { declarativeDialect } from '../../../../daemon/dialects/declarative/declarative-dialect.ts';
import { proposeAdapter } from '../../../../daemon/dialects/declarative/propose-adapter.ts';
import { tryExchange } from '../../../../daemon/dialects/declarative/try-adapter.ts';
import type { PageAnswer } from '../../../../shared/protocol.ts';
import { portalAnswer, portalRequest, STREAMED } from './portal.ts';

const SITE = 'https://portal.acme.example';
const asked = portalRequest({
  message: { text: 'How do I reset my password?' },
  conversationId: 'c-77',
  requestId: 'r-1',
  locale: 'en',
});

const NDJSON =
  '{"type":"begin"}\n{"type":"item","content":"Open "}\n{"type":"item","content":"Settings."}\n{"type":"end"}\n';
const DONE =
  'data: {"choices":[{"text":"Open "}]}\n\ndata: {"choices":[{"text":"Settings."}]}\n\ndata: [DONE]\n\n';

test.each<[string, PageAnswer, string]>([
  ['whole JSON', portalAnswer('{"ok":true,"reply":{"text":"Open Settings.","lang":"en"}}'), 'Open Settings.'],
  ['server-sent events', portalAnswer(STREAMED, 'text/event-stream'), 'Open Settings, then "Security".'],
  ['lines of JSON', portalAnswer(NDJSON, 'application/x-ndjson'), 'Open Settings.'],
  ['events that end with a word', portalAnswer(DONE, 'text/event-stream'), 'Open Settings.'],
])('what is proposed from %s reads and writes that exchange', async (_what, answer, text) => {
  const proposed = proposeAdapter(SITE, asked, answer);
  const { adapter, faults } = parseAdapter(proposed ?? '', 'proposed');
  expect(faults).toEqual([]);
  const trial = await tryExchange(declarativeDialect(adapter!), { request: asked, answer });
  expect(trial).toMatchObject({
    ...{ question: 'How do I reset my password?', answer: text, session: 'c-77', faults: [] },
  });
  expect(adapter!.request.ignore).toEqual(['$.requestId']);
});

test('nothing is proposed where there is no text to be found', () => {
  expect(proposeAdapter(SITE, portalRequest({ a: 1 }), portalAnswer('{"b":"text"}'))).toBeUndefined();
  expect(proposeAdapter(SITE, asked, portalAnswer('{"b":1}'))).toBeUndefined();
  expect(proposeAdapter(SITE, asked, portalAnswer('<html>'))).toBeUndefined();
});
