import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError } from '../../../daemon/config/config-error.ts';
import type { Config } from '../../../daemon/config/config-schema.ts';
import { loadConfig } from '../../../daemon/config/load-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

type Pins = Config['routing']['pins'];

const HEAD = 'models: [{id: a, base_url: "http://127.0.0.1:11434/v1", tier: small}]\nrouting:\n  pins:\n';

function pinsOf(pins: string, environment: Record<string, string> = {}): Pins {
  const file = path.join(temporaryFolder(), 'config.yaml');
  writeFileSync(file, HEAD + pins, { mode: 0o600 });
  return loadConfig({ file, environment }).config.routing.pins;
}

/** The faults from the line number on. */
function faultsOf(pins: string): string[] {
  try {
    pinsOf(pins);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.faults.map((fault) => fault.replace(/^.*config\.yaml:/, ''));
    throw error;
  }
  return [];
}

const faultsOfWhen = (when: string): string[] => faultsOf(`    - {when: ${when}, model: a}\n`);

test('pins of the old form are what they were', () => {
  expect(pinsOf('    - {when: {keyword: [contract], site: s, user: u}, model: large}\n')).toEqual([
    { priority: 0, when: { keyword: ['contract'], site: 's', user: 'u' }, model: 'large', only: false },
  ]);
});

test('every key is taken, nested ones too', () => {
  const text = `    - name: contracts
      priority: 10
      when:
        category: [law, finance]
        difficulty: { above: 0.4, below: 0.9 }
        language: de
        context_tokens: { above: 8000 }
        turns: { below: 5 }
        all: [{ capability: vision }, { difficulty: hard }]
        any: [{ keyword: clause }, { not: { user: bob } }]
      model: a
      only: true
      reasoning: on
`;
  expect(pinsOf(text)).toEqual([
    {
      ...{ name: 'contracts', priority: 10, model: 'a', only: true, reasoning: 'on' },
      when: {
        ...{ category: ['law', 'finance'], difficulty: { above: 0.4, below: 0.9 }, language: 'de' },
        ...{ context_tokens: { above: 8000 }, turns: { below: 5 } },
        all: [{ capability: 'vision' }, { difficulty: 'hard' }],
        any: [{ keyword: 'clause' }, { not: { user: 'bob' } }],
      },
    },
  ]);
});

test('pins may come from the environment, and name a variable', () => {
  const pins = '[{"when": {"category": "law"}, "model": "a"}]';
  expect(pinsOf('    []\n', { ASKONCE_ROUTING_PINS: pins })[0]?.when.category).toBe('law');
  expect(pinsOf('    - {when: {user: "${WHO}"}, model: a}\n', { WHO: 'ann' })[0]?.when.user).toEqual(['ann']);
});

test.each([
  ['{}', 'routing.pins[0].when: expected at least one of keyword, site, user'],
  ['{keywords: [x]}', 'routing.pins[0].when.keywords: unknown key; did you mean "keyword"?'],
  [
    '{nonsense: x}',
    'routing.pins[0].when.nonsense: unknown key; expected one of keyword, site, user, category',
  ],
  ['{category: lwa}', 'routing.pins[0].when.category: expected one of coding, debugging'],
  ['{category: [law, math]}', 'routing.pins[0].when.category[1]: expected one of coding, debugging'],
  ['{category: []}', 'routing.pins[0].when.category: expected at least 1 in the list'],
  [
    '{difficulty: hrad}',
    'routing.pins[0].when.difficulty: expected one of easy, medium, hard; did you mean "hard"?',
  ],
  [
    '{difficulty: 0.5}',
    'routing.pins[0].when.difficulty: expected one of easy, medium, hard, or expected a section',
  ],
  ['{difficulty: {abov: 0.5}}', 'routing.pins[0].when.difficulty.abov: unknown key; did you mean "above"?'],
  ['{difficulty: {above: 2}}', 'routing.pins[0].when.difficulty.above: expected at most 1'],
  ['{difficulty: {}}', 'routing.pins[0].when.difficulty: expected above, below or both'],
  ['{turns: {above: 5, below: 5}}', 'routing.pins[0].when.turns: nothing is between these'],
  ['{turns: 3}', 'routing.pins[0].when.turns: expected a section with keys, found a number'],
  [
    '{context_tokens: {above: 8K}}',
    'routing.pins[0].when.context_tokens.above: expected a number, found text',
  ],
  ['{language: english}', 'routing.pins[0].when.language: expected one of en, de'],
  ['{capability: tool}', 'did you mean "tools"?'],
  ['{keyword: 3}', 'routing.pins[0].when.keyword: expected text, or expected a list'],
  ['{all: []}', 'routing.pins[0].when.all: expected at least 1 in the list'],
  ['{all: {user: u}}', 'routing.pins[0].when.all: expected a list, found a section with keys'],
  ['{any: [{usr: u}]}', 'routing.pins[0].when.any[0].usr: unknown key; did you mean "user"?'],
  [
    '{not: {not: {catgory: law}}}',
    'routing.pins[0].when.not.not.catgory: unknown key; did you mean "category"?',
  ],
  ['{not: {}}', 'routing.pins[0].when.not: expected at least one of'],
  [
    '{not: {not: {not: {not: {not: {user: u}}}}}}',
    'routing.pins[0].when.not.not.not.not.not: conditions may stand within conditions 4 deep, no deeper',
  ],
])('%s is a fault: %s', (when, fault) => {
  expect(faultsOfWhen(when)).toEqual([expect.stringContaining(fault)]);
});

test('the nearest category is named', () => {
  expect(faultsOfWhen('{category: lwa}')[0]).toContain('did you mean "law"?');
  expect(faultsOfWhen('{category: [law, math]}')[0]).toContain('did you mean "maths"?');
});

test('a fault has the line of its own condition', () => {
  const text = '    - when:\n        any:\n          - user: u\n          - category: lwa\n      model: a\n';
  expect(faultsOf(text)[0]).toMatch(/^7: /);
});

test('a pin says which model, or how to reason', () => {
  expect(faultsOf('    - when: {user: u}\n')).toEqual([
    expect.stringContaining('routing.pins[0].model: missing; expected the id of a model or a tier'),
  ]);
  expect(faultsOf('    - {when: {user: u}, reasoning: off}\n')).toEqual([]);
  expect(faultsOf('    - {when: {user: u}, reasoning: maybe}\n')[0]).toContain('expected one of on, off');
  expect(faultsOf('    - {model: a}\n')[0]).toContain('routing.pins[0].when: missing; expected a section');
  expect(faultsOf('    - {when: {user: u}, model: a, piority: 3}\n')[0]).toContain(
    'did you mean "priority"?',
  );
});
