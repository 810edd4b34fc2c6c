import { describe, expect, test } from 'vitest';
import { readConversation } from '../../../../daemon/chat/chat-request.ts';
import { adapterSchema } from '../../../../daemon/dialects/declarative/adapter-schema.ts';
import { declarativeDialect } from '../../../../daemon/dialects/declarative/declarative-dialect.ts';
import { PORTAL, PORTAL_URL, portalBody, STREAMED } from './portal.ts';

const portal = declarativeDialect(adapterSchema.parse(PORTAL));

describe('a request of a portal', () => {
  test('is read by the paths: question, history, system prompt, model', () => {
    const { request, unanswerable, session } = portal.readPage(portalBody(), PORTAL_URL);
    expect(readConversation(request)).toEqual({
      system: 'You are the help desk of Acme.',
      history: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hello! How can I help?' },
      ],
      question: 'How do I reset my password?',
    });
    expect([request.model, request.stream, unanswerable, session]).toEqual([
      'big-1',
      false,
      undefined,
      undefined,
    ]);
  });

  test('is told from one at another address of the portal', () => {
    const { extras } = portal.readPage(portalBody(), PORTAL_URL).request;
    expect(extras).toMatchObject({ endpoint: PORTAL_URL.href });
  });

  test('keeps what may matter for the scope, and not what the adapter ignores', () => {
    expect(portal.readRequest(portalBody()).extras).toEqual({
      adapter: 'acme-portal',
      rest: { turns: [{ from: 'customer' }], engine: { region: 'eu' }, attachments: [], live: false },
    });
    const later = portal.readRequest(portalBody({ requestId: 'r-99', sentAt: 'later' }));
    expect(later).toEqual(portal.readRequest(portalBody()));
    expect(portal.readRequest(portalBody({ tenant: 'b' }))).not.toEqual(later);
  });

  test.each([
    ['its own address', PORTAL_URL.href, portalBody(), true],
    ['another host', 'https://portal.other.example/assist/eu/ask', portalBody(), false],
    ['another path', 'https://portal.acme.example/assist/eu/tell', portalBody(), false],
    ['no question in it', PORTAL_URL.href, { turns: [] }, false],
    ['no JSON object', PORTAL_URL.href, 'text', false],
  ])("with %s: is it the portal's is %s", (_what, url, body, expected) => {
    expect(portal.matches(new URL(url), body)).toBe(expected);
  });

  test('that carries what the adapter refuses is left alone', () => {
    const body = portalBody({ attachments: [{ name: 'a.pdf' }] });
    expect(portal.readPage(body, PORTAL_URL).unanswerable).toBe('refused-by-adapter');
  });

  test('with an answer that has no template is left alone', () => {
    const { stream: _stream, ...json } = PORTAL.answer;
    const whole = declarativeDialect(adapterSchema.parse({ ...PORTAL, answer: json }));
    expect(whole.readPage(portalBody({ live: true }), PORTAL_URL).unanswerable).toBe('no-template');
  });

  test('is sent to another model by changing the name alone', () => {
    const body = portalBody();
    expect(portal.rewriteModel?.(body, 'small-1')).toEqual({
      ...body,
      engine: { name: 'small-1', region: 'eu' },
    });
    expect(body).toEqual(portalBody());
  });
});

describe('an answer of a portal', () => {
  const textOf = (contentType: string, body: string): string | undefined =>
    portal.readAnswer({ contentType, body })?.choices[0]?.text;

  test('is read from JSON once it says that it is whole', () => {
    expect(textOf('application/json', '{"reply":{"text":"Yes."},"status":"done"}')).toBe('Yes.');
    expect(textOf('application/json', '{"reply":{"text":"Ye"},"status":"partial"}')).toBeUndefined();
    expect(textOf('application/json', '{"reply":{},"status":"done"}')).toBeUndefined();
    expect(textOf('text/html', '<p>Bad gateway</p>')).toBeUndefined();
  });

  test('is read from a stream up to its end mark', () => {
    expect(textOf('text/event-stream', STREAMED)).toBe('Open Settings, then "Security".');
  });

  test('that is cut off anywhere before its end mark is not understood', () => {
    const end = STREAMED.lastIndexOf('data:');
    for (let length = 0; length <= end + 'data: {"kind":"stop'.length; length++) {
      expect(textOf('text/event-stream', STREAMED.slice(0, length))).toBeUndefined();
    }
  });

  test('with an error event is not understood', () => {
    const failed = STREAMED.replace('"kind":"text"', '"error":"overloaded"');
    expect(textOf('text/event-stream', failed)).toBeUndefined();
  });

  test.each([true, false])('written by the templates reads the same (stream: %s)', async (live) => {
    const text = 'Quote "this", keep {text} and\nlines.';
    const request = portal.readRequest(portalBody({ live }));
    const chunks = async function* () {
      yield { choices: [{ index: 0, delta: { content: text }, finish_reason: 'stop' }] };
    };
    const identity = { id: '1', model: 'm', created: 0 };
    let written = '';
    if (live) for await (const piece of portal.writeStream(chunks(), identity, request)) written += piece;
    else written = JSON.stringify(await portal.writeWhole(chunks(), identity, request));
    expect(textOf('', written)).toBe(text);
  });
});

describe('an adapter', () => {
  test.each([
    ['a path that is no JSONPath', { request: { ...PORTAL.request, question: '$.[[' } }, 'is no JSONPath'],
    [
      'a template without a place for the text',
      { answer: { json: { text: '$.a', template: { a: 'x' } } } },
      'where does the answer go',
    ],
    ['no answer at all', { answer: {} }, 'expected "json", "stream" or both'],
    ['an id that is no file name', { id: '../x' }, 'expected lower-case letters'],
  ])('with %s is refused in words', (_what, changes, words) => {
    const { error } = adapterSchema.safeParse({ ...PORTAL, ...changes });
    expect(error?.issues.map(({ message }) => message).join()).toContain(words);
  });
});
