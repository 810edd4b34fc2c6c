import { expect, test } from 'vitest';
import { checkTools } from '../../../../daemon/cache/storable/tools.ts';
import { exchange } from './exchange.ts';

const tools = [{ type: 'function', function: { name: 'find_order', parameters: {} } }];

test.each(['tool_calls', 'tool_call', 'function_call', 'tool_use', 'pause_turn'])(
  'an answer that ends with %s is a tool call',
  (finishReason) => {
    expect(checkTools(exchange({ choice: { finishReason } }))).toBe('tool-call');
  },
);

test('more than text is a tool call where tools were offered', () => {
  expect(checkTools(exchange({ body: { tools }, choice: { hasMoreThanText: true } }))).toBe('tool-call');
  expect(
    checkTools(exchange({ body: { functions: [{ name: 'f' }] }, choice: { hasMoreThanText: true } })),
  ).toBe('tool-call');
  expect(checkTools(exchange({ body: { tools: [] }, choice: { hasMoreThanText: true } }))).toBeUndefined();
});

test('tools that were offered and not used do no harm', () => {
  expect(checkTools(exchange({ body: { tools } }))).toBeUndefined();
  expect(checkTools(exchange({ body: { tools, tool_choice: 'none' } }))).toBeUndefined();
});

test.each(['tool', 'function'])('an answer to a %s result rests on what the tool said', (role) => {
  const messages = [
    { role: 'user', content: 'Where is the warehouse?' },
    { role: 'assistant', content: null, tool_calls: [] },
    { role, content: 'Hamburg' },
  ];
  expect(checkTools(exchange({ messages }))).toBe('tool-call');
});
