import { expect, test } from 'vitest';
import type { Dialect } from '../../../daemon/dialects/dialect.ts';
import { fitsRule } from '../../../daemon/dialects/fits-rule.ts';
import { DIALECTS, dialectOf } from '../../../daemon/dialects/index.ts';
import type { ChatRequest } from '../../../daemon/chat/chat-request.ts';
import {
  brokenAnswer,
  collectTexts,
  streamedAnswer,
  toolCallAnswer,
  wholeAnswer,
} from '../../support/answer-chunks.ts';
import { PAGE_REQUESTS } from './page-requests.ts';

const ANSWER = { id: 'abc', model: 'my-model', created: 1_700_000_000 };
const PIECES = ['Sun, ', 'wind\n\nand "', 'water" – data: [DONE]\n'];
const TEXT = PIECES.join('');

const each = DIALECTS.map((dialect) => [dialect.id, dialect] as const);
const withWhole = each.filter(([id]) => !id.startsWith('ai-sdk'));
/** Dialects whose end is another event than the finish reason, or follows it. */
const withReasoning = each.filter(([id]) => id !== 'n8n-chat');

function pageOf(id: string): { url: URL; body: Record<string, unknown> } {
  const page = PAGE_REQUESTS[id];
  if (!page) throw new Error(`no page request for ${id}`);
  return page;
}

function requestOf(dialect: Dialect): ChatRequest {
  return dialect.readRequest(pageOf(dialect.id).body);
}

function streamed(dialect: Dialect, chunks = streamedAnswer(PIECES)): Promise<string[]> {
  return collectTexts(dialect.writeStream(chunks, ANSWER, requestOf(dialect)));
}

test('there is a page request for each dialect, and ids differ', () => {
  expect(DIALECTS.map(({ id }) => id).sort()).toEqual(Object.keys(PAGE_REQUESTS).sort());
});

test.each(each)('%s alone takes its own requests, at addresses that its rules name', (id, dialect) => {
  const { url, body } = pageOf(id);
  expect(DIALECTS.filter((other) => other.matches(url, body)).map((other) => other.id)).toEqual([id]);
  expect(dialectOf(DIALECTS, url, body)).toBe(dialect);
  expect(dialect.rules.some((rule) => rule.method === 'POST' && fitsRule(rule, url))).toBe(true);
});

test.each([undefined, null, 'text', 7, [], {}, { messages: 'x', model: 'y' }])(
  'no dialect takes %j',
  (body) => {
    for (const { url } of Object.values(PAGE_REQUESTS))
      expect(dialectOf(DIALECTS, url, body)).toBeUndefined();
  },
);

test.each(each)('%s reads a plain question of a page as answerable', (id, dialect) => {
  const { url, body } = pageOf(id);
  const { request, unanswerable, isRegenerate } = dialect.readPage(body, url);
  expect(request.messages.at(-1)).toMatchObject({ role: 'user', content: 'Hi' });
  expect(request.extras).toMatchObject({ endpoint: url.href });
  expect(unanswerable).toBeUndefined();
  expect(isRegenerate).toBe(false);
});

test.each(each.filter(([, dialect]) => 'rewriteModel' in dialect))(
  '%s rewrites the model alone',
  (id, dialect) => {
    const { body } = pageOf(id);
    expect(dialect.rewriteModel?.(body, 'smaller')).toEqual({ ...body, model: 'smaller' });
    expect(body.model).not.toBe('smaller');
  },
);

test.each(each)('%s reads back what it streams', async (_id, dialect) => {
  const body = (await streamed(dialect)).join('');
  expect(dialect.readAnswer({ contentType: 'x/wrong', body })).toMatchObject({
    choices: [{ text: TEXT, finishReason: 'stop', hasMoreThanText: false }],
  });
});

test.each(withReasoning)('%s keeps reasoning apart from the text', async (_id, dialect) => {
  const body = (await streamed(dialect, streamedAnswer(PIECES, { reasoning: 'Hm.' }))).join('');
  expect(dialect.readAnswer({ contentType: '', body })?.choices).toMatchObject([
    { text: TEXT, reasoning: 'Hm.' },
  ]);
});

test.each(withWhole)('%s reads back what it writes whole', async (_id, dialect) => {
  const whole = await dialect.writeWhole(wholeAnswer(TEXT), ANSWER, requestOf(dialect));
  for (const body of [JSON.stringify(whole), JSON.stringify(whole, undefined, 2)]) {
    expect(dialect.readAnswer({ contentType: '', body })).toMatchObject({
      choices: [{ text: TEXT, finishReason: 'stop', hasMoreThanText: false }],
    });
  }
  const half = JSON.stringify(whole).slice(0, -10);
  expect(dialect.readAnswer({ contentType: 'application/json', body: half })).toBeUndefined();
});

test.each(each)('%s takes no stream that was cut off', async (_id, dialect) => {
  const events = await streamed(dialect);
  const isEnd = (event: string): boolean =>
    /\[DONE\]\n\n$|finish_reason":"stop|message_stop|"type":"finish"|response\.completed|^d:/.test(event) ||
    /"done":true|"type":"end"/.test(event);
  const end = events.findIndex(isEnd);
  expect(end).toBeGreaterThan(1);
  for (let count = 0; count <= end; count += 1) {
    const body = events.slice(0, count).join('');
    expect(dialect.readAnswer({ contentType: '', body }), body).toBeUndefined();
    const torn = body + (events[count]?.trimEnd().slice(0, -2) ?? '');
    expect(dialect.readAnswer({ contentType: '', body: torn }), torn).toBeUndefined();
  }
});

test.each(each)('%s ends a broken answer with an error that it takes for none', async (_id, dialect) => {
  const events = await streamed(dialect, brokenAnswer());
  expect(events.at(-1)).toContain('It broke off.');
  expect(dialect.readAnswer({ contentType: '', body: events.join('') })).toBeUndefined();
});

test.each(each)('%s does not take an error that the page got for an answer', (_id, dialect) => {
  for (const error of [
    { error: { message: 'no' } },
    { type: 'error', error: { message: 'no' } },
    { error: 'no' },
    { message: 'Workflow was started' },
    {},
  ]) {
    expect(dialect.readAnswer({ contentType: '', body: JSON.stringify(error) })).toBeUndefined();
  }
  for (const body of ['', '<html>Sign in</html>', 'plain text', '[]', 'null', 'data: [DONE]\n\n'])
    expect(dialect.readAnswer({ contentType: '', body }), body).toBeUndefined();
});

test.each(each.filter(([id]) => !/ai-sdk|n8n|generate/.test(id)))(
  '%s shows a tool call as more than text',
  async (_id, dialect) => {
    const body = (await streamed(dialect, toolCallAnswer())).join('');
    expect(dialect.readAnswer({ contentType: '', body })?.choices[0]?.hasMoreThanText).toBe(true);
  },
);

test.each(each)('%s says where an answer ended by its length', async (id, dialect) => {
  const body = (await streamed(dialect, streamedAnswer(PIECES, { finishReason: 'length' }))).join('');
  const read = dialect.readAnswer({ contentType: '', body });
  // An incomplete response is no complete answer; the UI stream of version 5 and n8n cannot say it.
  if (id === 'openai-responses') expect(read).toBeUndefined();
  else if (id !== 'ai-sdk-ui' && id !== 'n8n-chat') expect(read?.choices[0]?.finishReason).toBe('length');
});

test.each(
  each.filter(([, dialect]) => dialect.streamHeaders['content-type'].startsWith('text/event-stream')),
)('%s reads events with carriage returns, comments and without spaces', async (_id, dialect) => {
  const body = (await streamed(dialect)).join('');
  const foreign = `: ping\n\n${body}`.replaceAll('data: ', 'data:').replaceAll('\n', '\r\n').trimEnd();
  expect(dialect.readAnswer({ contentType: '', body: foreign })?.choices[0]?.text).toBe(
    TEXT.replaceAll('data: ', 'data:'),
  );
});

test.each(each)('%s writes whole events or lines', async (_id, dialect) => {
  for (const event of await streamed(dialect)) expect(event).toMatch(/\n$/);
});
