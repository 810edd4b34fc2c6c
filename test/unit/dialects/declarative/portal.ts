import type { AdapterText } from '../../../../daemon/dialects/declarative/adapter-schema.ts';
import type { PageAnswer, PageRequest } from '../../../../shared/protocol.ts';

/** An in-house portal: the chat in the request, the answer as JSON or as server-sent events. */
export const PORTAL: AdapterText = {
  id: 'acme-portal',
  request: {
    host: 'portal.acme.example',
    path: '/assist/*/ask',
    question: '$.turns[-1:].text',
    messages: {
      ...{ each: '$.turns[:-1]', role: '$.from', text: '$.text' },
      ...{ user: ['customer'], assistant: ['bot'] },
    },
    system: '$.persona',
    model: '$.engine.name',
    ignore: ['$.requestId', '$.sentAt'],
    refuse: ['$.attachments'],
    stream: '$.live',
  },
  answer: {
    json: {
      text: '$.reply.text',
      complete: { path: '$.status', equals: 'done' },
      template: { reply: { text: '{text}', format: 'plain' }, status: 'done' },
    },
    stream: {
      ...{ format: 'sse', text: '$.delta', end: { path: '$.kind', equals: 'stop' }, error: '$.error' },
      template: {
        begin: [{ kind: 'start' }],
        piece: { kind: 'text', delta: '{text}' },
        end: [{ kind: 'stop' }],
      },
    },
  },
};

export const PORTAL_URL = new URL('https://portal.acme.example/assist/eu/ask?v=2');

/** A body of the portal's. */
export function portalBody(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    turns: [
      { from: 'customer', text: 'Hello' },
      { from: 'bot', text: 'Hello! How can I help?' },
      { from: 'customer', text: 'How do I reset my password?' },
    ],
    persona: 'You are the help desk of Acme.',
    engine: { name: 'big-1', region: 'eu' },
    ...{ requestId: 'r-81', sentAt: '2026-11-23T10:00:00Z', attachments: [], live: false },
    ...changes,
  };
}

export const STREAMED = [
  'data: {"kind":"start"}',
  'data: {"kind":"text","delta":"Open Settings, "}',
  'data: {"kind":"text","delta":"then \\"Security\\"."}',
  'data: {"kind":"stop"}',
]
  .map((event) => `${event}\n\n`)
  .join('');

export function portalRequest(body: unknown): PageRequest {
  return {
    url: PORTAL_URL.href,
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify(body),
  };
}

export function portalAnswer(body: string, contentType = 'application/json'): PageAnswer {
  return { status: 200, contentType, body, firstByteMs: 300, totalMs: 900 };
}
