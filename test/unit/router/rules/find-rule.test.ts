import { describe, expect, test } from 'vitest';
import { findRule } from '../../../../daemon/router/rules/find-rule.ts';
import type { Rule, RuleCondition, RuleFacts } from '../../../../daemon/router/rules/rule.ts';

const FACTS: RuleFacts = {
  ...{ question: 'Is this contract clause valid?', site: 'chat.example.com', user: 'ann' },
  ...{ category: 'law', difficulty: 0.5, language: 'en', promptTokens: 1_200, turns: 3 },
  ...{ hasImages: false, offersTools: false, wantsJson: false, inToolLoop: false },
};

function reasonOf(when: RuleCondition, facts: Partial<RuleFacts> = {}): string | undefined {
  return findRule([{ when, model: 'large' }], { ...FACTS, ...facts })?.reason;
}

describe('a condition', () => {
  test.each<[RuleCondition, Partial<RuleFacts>, string]>([
    [{ keyword: ['clause', 'contract'] }, {}, 'keyword clause'],
    [{ keyword: 'Contract Clause' }, {}, 'keyword Contract Clause'],
    [{ site: 'chat.example.com' }, {}, 'site chat.example.com'],
    [{ site: ['a.lan', 'http'] }, { site: 'http' }, 'site http'],
    [{ user: 'ann' }, {}, 'user ann'],
    [{ category: 'law' }, {}, 'category law'],
    [{ category: ['finance', 'law'] }, {}, 'category law'],
    [{ difficulty: 'easy' }, { difficulty: 0.349 }, 'difficulty 0.35'],
    [{ difficulty: 'medium' }, { difficulty: 0.35 }, 'difficulty 0.35'],
    [{ difficulty: 'hard' }, { difficulty: 0.65 }, 'difficulty 0.65'],
    [{ difficulty: 'hard' }, { difficulty: 1 }, 'difficulty 1.00'],
    [{ difficulty: { above: 0.4, below: 0.6 } }, {}, 'difficulty 0.50'],
    [{ language: ['de', 'en'] }, {}, 'language en'],
    [{ context_tokens: { above: 1_199 } }, {}, '1200 tokens'],
    [{ turns: { below: 4 } }, {}, 'turn 3'],
    [{ capability: 'vision' }, { hasImages: true }, 'needs vision'],
    [{ capability: 'tools' }, { offersTools: true }, 'needs tools'],
    [{ capability: 'tools' }, { inToolLoop: true }, 'needs tools'],
    [{ capability: ['vision', 'json'] }, { wantsJson: true }, 'needs json'],
  ])('%j holds of %j and is the reason', (when, facts, reason) => {
    expect(reasonOf(when, facts)).toBe(`pinned: ${reason}`);
  });

  test.each<[RuleCondition, Partial<RuleFacts>]>([
    [{ keyword: ['invoice'] }, {}],
    [{ site: 'example.com' }, {}],
    [{ user: 'bob' }, {}],
    [{ category: ['finance', 'coding'] }, {}],
    [{ difficulty: 'easy' }, { difficulty: 0.35 }],
    [{ difficulty: 'medium' }, { difficulty: 0.65 }],
    [{ difficulty: 'hard' }, {}],
    [{ difficulty: { above: 0.5 } }, {}],
    [{ difficulty: { below: 0.5 } }, {}],
    [{ language: 'de' }, {}],
    [{ context_tokens: { above: 1_200 } }, {}],
    [{ turns: { above: 3 } }, {}],
    [{ turns: { below: 3 } }, {}],
    [{ capability: 'vision' }, { offersTools: true }],
    [{ capability: 'tools' }, { hasImages: true }],
    [{ capability: 'json' }, {}],
  ])('%j does not hold of %j', (when, facts) => {
    expect(reasonOf(when, facts)).toBeUndefined();
  });

  test('several keys must all hold', () => {
    expect(reasonOf({ keyword: ['contract'], site: 'chat.example.com', user: 'ann' })).toBe(
      'pinned: keyword contract, site chat.example.com, user ann',
    );
    expect(reasonOf({ keyword: ['contract'], user: 'bob' })).toBeUndefined();
  });
});

describe('conditions together', () => {
  const [law, maths, ann, bob] = [
    { category: 'law' },
    { category: 'maths' },
    { user: 'ann' },
    { user: 'bob' },
  ];

  test.each<[RuleCondition, string | undefined]>([
    [{ all: [law, ann] }, 'category law, user ann'],
    [{ all: [law, bob] }, undefined],
    [{ any: [maths, ann] }, 'user ann'],
    [{ any: [maths, bob] }, undefined],
    [{ not: maths }, 'category law'],
    [{ not: law }, undefined],
    [{ not: { keyword: ['invoice', 'parcel'] } }, 'no keyword invoice or parcel'],
    [{ not: { capability: ['vision', 'tools'] } }, 'needs no vision or tools'],
    [{ user: 'ann', not: maths, any: [bob, law] }, 'user ann, category law, category law'],
    [{ not: { any: [maths, { all: [ann, { not: law }] }] } }, 'category law, category law'],
    [{ not: { not: law } }, 'category law'],
  ])('%j', (when, reason) => {
    expect(reasonOf(when)).toBe(reason && `pinned: ${reason}`);
  });

  test.each<[RuleCondition, string | undefined]>([
    [law, undefined],
    [{ not: law }, undefined],
    [{ not: { difficulty: 'hard' } }, undefined],
    [{ not: { language: 'en' } }, undefined],
    [{ any: [law, ann] }, 'user ann'],
    [{ all: [law, ann] }, undefined],
    [{ not: { all: [law, bob] } }, 'user ann'],
  ])('what could not be estimated neither holds nor fails: %j', (when, reason) => {
    const facts = { category: undefined, difficulty: undefined, language: undefined };
    expect(reasonOf(when, facts)).toBe(reason && `pinned: ${reason}`);
  });
});

describe('several rules', () => {
  const always: RuleCondition = { user: 'ann' };
  const found = (rules: Rule[]) => findRule(rules, FACTS);

  test('the first that holds decides', () => {
    const rules = [
      { when: { user: 'bob' }, model: 'a' },
      { when: always, model: 'b' },
      { when: always, model: 'c' },
    ];
    expect(found(rules)?.use.model).toBe('b');
    expect(found([])).toBeUndefined();
  });

  test('a higher priority goes first, none counts as 0', () => {
    const rules = [
      { when: always, model: 'low', priority: -1 },
      { when: always, model: 'none' },
      { when: always, model: 'high', priority: 10 },
      { when: always, model: 'high, later', priority: 10 },
    ];
    expect(found(rules)?.use.model).toBe('high');
    expect(found(rules.slice(0, 2))?.use.model).toBe('none');
  });

  test("a rule's name is in the reason, and what it wants of reasoning is told", () => {
    const when = { keyword: ['contract'], category: 'law' };
    expect(found([{ name: 'contracts', when, model: 'large', reasoning: 'on' }])).toEqual({
      use: { model: 'large', reasoning: 'on' },
      reason: 'pinned by "contracts": keyword contract, category law',
    });
  });

  test('a rule may be about reasoning alone', () => {
    expect(found([{ when: always, reasoning: 'off' }])?.use).toEqual({ model: undefined, reasoning: 'off' });
  });
});
