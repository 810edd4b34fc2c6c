import { expect, test } from 'vitest';
import { modelInfosOf } from '../../../daemon/config/model-infos.ts';
import { parseConfig } from '../../../daemon/config/schema-faults.ts';

const parse = (reasoning: unknown): ReturnType<typeof parseConfig> =>
  parseConfig({ models: [{ id: 'm', base_url: 'http://127.0.0.1:1/v1', tier: 'small', reasoning }] });

function switchOf(reasoning: unknown): unknown {
  const { config } = parse(reasoning);
  return config && modelInfosOf(config)[0]?.reasoning;
}

test.each([
  ['reasoning_effort', { reasoning_effort: 'high' }, { reasoning_effort: 'none' }],
  [
    'enable_thinking',
    { chat_template_kwargs: { enable_thinking: true } },
    { chat_template_kwargs: { enable_thinking: false } },
  ],
  ['thinking', { thinking: { type: 'enabled' } }, { thinking: { type: 'disabled' } }],
  ['reasoning', { reasoning: { enabled: true } }, { reasoning: { enabled: false } }],
])('%s names the fields of a provider', (name, on, off) => {
  expect(switchOf(name)).toEqual({ on, off });
});

test('a section writes the fields out', () => {
  const own = { on: { reasoning_effort: 'medium' }, off: { reasoning_effort: 'minimal', extra: { a: [1] } } };
  expect(switchOf(own)).toEqual(own);
});

test('"none" is no switch, as is none at all', () => {
  expect(switchOf('none')).toBeUndefined();
  expect(switchOf(undefined)).toBeUndefined();
});

test('what is neither is a fault that says what is expected', () => {
  const names = 'expected one of reasoning_effort, enable_thinking, thinking, reasoning, none';
  expect(parse('think').faults).toMatchObject([{ message: `${names}, or expected a section with keys` }]);
  expect(parse({ on: {}, off: {}, offf: {} }).faults).toMatchObject([
    { path: ['models', 0, 'reasoning', 'offf'], message: 'unknown key; did you mean "off"?' },
  ]);
});
