import { beforeEach, expect, test } from 'vitest';
import { PageMemory, withTurn } from '../../../../daemon/server/extension-socket/page-memory.ts';
import { chatRequest } from '../../../support/chat-request.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const GIVEN = { decision: 'd', entry: 'e', question: 'Why?' };

let clock: FakeClock;
let memory: PageMemory;
beforeEach(() => {
  clock = new FakeClock();
  memory = new PageMemory(clock);
  memory.noteGiven('document', 'request', GIVEN, chatRequest('Why?'));
});

test('the request behind an answer is known to the document that was given it, and to no other', () => {
  expect(memory.requestBehind('document', 'd')).toEqual(chatRequest('Why?'));
  expect(memory.requestBehind('another', 'd')).toBeUndefined();
  expect(memory.requestBehind('document', 'another')).toBeUndefined();
});

test.each([0, 60_000])(
  'the same request %i ms after its stored answer means that another is wanted',
  (milliseconds) => {
    clock.advance(milliseconds);
    expect(memory.takeRefused('document', 'request')).toMatchObject(GIVEN);
  },
);

test('the same request later is simply asked again', () => {
  clock.advance(60_001);
  expect(memory.takeRefused('document', 'request')).toBeUndefined();
});

test('"ask the model" holds without limit of time, once', () => {
  expect(memory.askModelNext('document', 'd')).toMatchObject(GIVEN);
  clock.advance(3_600_000);
  expect(memory.takeRefused('document', 'request')).toMatchObject(GIVEN);
  expect(memory.takeRefused('document', 'request')).toBeUndefined();
});

test('"ask the model" that was taken back holds no more', () => {
  memory.askModelNext('document', 'd');
  memory.acceptAgain('d');
  clock.advance(3_600_000);
  expect(memory.takeRefused('document', 'request')).toBeUndefined();
});

test.each([
  ['another document', 'other', 'request'],
  ['another request', 'document', 'other'],
])('%s is not concerned', (_what, document, request) => {
  expect(memory.takeRefused(document, request)).toBeUndefined();
});

test('an answer that the document was not given cannot be refused', () => {
  expect(memory.askModelNext('document', 'other')).toBeUndefined();
  expect(memory.askModelNext('other', 'd')).toBeUndefined();
});

test('the last answer to a question is found by the question', () => {
  expect(memory.lastGiven('document', 'Why?')).toMatchObject(GIVEN);
  expect(memory.lastGiven('document', 'How?')).toBeUndefined();
});

test('a session is out of sight from its request until its answer', () => {
  memory.putSession('document', 's', { said: [], isAhead: false });
  expect(memory.takeSession('document', 's')).toEqual({ said: [], isAhead: false });
  expect(memory.takeSession('document', 's')).toBeUndefined();
  memory.putSession('document', 's', { said: withTurn([], 'Why?', 'So.'), isAhead: false });
  expect(memory.takeSession('document', 's')?.said.map(({ content }) => content)).toEqual(['Why?', 'So.']);
});

test('a session of one document is unknown in another', () => {
  memory.putSession('document', 's', { said: [], isAhead: false });
  expect(memory.takeSession('other', 's')).toBeUndefined();
});
