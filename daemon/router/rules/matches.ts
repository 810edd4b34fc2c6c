import { mentions } from './mentions.ts';
import { DIFFICULTIES, type Between, type OneOrMore, type RuleCondition, type RuleFacts } from './rule.ts';

/** What became of a condition. */
export interface Finding {
  /** Undefined where the request does not tell: nothing was estimated. "Not" of that is as open. */
  holds: boolean | undefined;
  /** What of the request settles it, in words that are true of the request either way. */
  because: readonly string[];
}

/** Whether a request meets a condition; its question must be `searchable`. */
export function findingOf(condition: RuleCondition, facts: RuleFacts): Finding {
  const { all = [], any, not } = condition;
  const inner = (one: RuleCondition): Finding => findingOf(one, facts);
  const groups = [
    ...all.map(inner),
    ...(any ? [anyOf(any.map(inner))] : []),
    ...(not ? [negated(inner(not))] : []),
  ];
  return allOf([...asked(condition, facts), ...groups]);
}

/** What the keys of the condition itself ask, one finding each. */
function asked(condition: RuleCondition, facts: RuleFacts): Finding[] {
  const { keyword, site, user, category, language, difficulty, capability } = condition;
  const { context_tokens: tokens, turns } = condition;
  const { promptTokens } = facts;
  return [
    ...ask(keyword, (words) => mentioned(words, facts)),
    ...ask(category, (names) => isAmong(names, facts.category, 'category')),
    ...ask(difficulty, (band) => isAsHard(band, facts.difficulty)),
    ...ask(language, (codes) => isAmong(codes, facts.language, 'language')),
    ...ask(tokens, (range) => known(isBetween(range, promptTokens), `${promptTokens} tokens`)),
    ...ask(turns, (range) => known(isBetween(range, facts.turns), `turn ${facts.turns}`)),
    ...ask(capability, (names) => isNeeded(names, facts)),
    ...ask(site, (names) => isAmong(names, facts.site, 'site')),
    ...ask(user, (names) => isAmong(names, facts.user, 'user')),
  ];
}

function ask<Value>(value: Value | undefined, find: (value: Value) => Finding): Finding[] {
  return value === undefined ? [] : [find(value)];
}

function mentioned(words: OneOrMore<string>, { question }: RuleFacts): Finding {
  const word = listOf(words).find((one) => mentions(question, one));
  return known(
    word !== undefined,
    `${word === undefined ? 'no ' : ''}keyword ${word ?? orOf(listOf(words))}`,
  );
}

function isAmong(values: OneOrMore<string>, fact: string | undefined, name: string): Finding {
  return fact === undefined ? OPEN : known(listOf(values).includes(fact), `${name} ${fact}`);
}

function isAsHard(band: NonNullable<RuleCondition['difficulty']>, difficulty: number | undefined): Finding {
  if (difficulty === undefined) return OPEN;
  const because = `difficulty ${difficulty.toFixed(2)}`;
  if (typeof band === 'object') return known(isBetween(band, difficulty), because);
  const { from, under } = DIFFICULTIES[band];
  return known(difficulty >= from && difficulty < under, because);
}

function isNeeded(names: NonNullable<RuleCondition['capability']>, facts: RuleFacts): Finding {
  const needs = {
    vision: facts.hasImages,
    tools: facts.offersTools || facts.inToolLoop,
    json: facts.wantsJson,
  };
  const need = listOf(names).find((name) => needs[name]);
  return known(need !== undefined, need ? `needs ${need}` : `needs no ${orOf(listOf(names))}`);
}

function isBetween({ above, below }: Between, value: number): boolean {
  return value > (above ?? Number.NEGATIVE_INFINITY) && value < (below ?? Number.POSITIVE_INFINITY);
}

/** One that does not hold settles it. */
function allOf(findings: readonly Finding[]): Finding {
  return findings.find(({ holds }) => holds === false) ?? together(findings, true);
}

/** One that holds settles it. */
function anyOf(findings: readonly Finding[]): Finding {
  return findings.find(({ holds }) => holds) ?? together(findings, false);
}

function together(findings: readonly Finding[], holds: boolean): Finding {
  if (findings.some((finding) => finding.holds === undefined)) return OPEN;
  return { holds, because: findings.flatMap(({ because }) => because) };
}

function negated({ holds, because }: Finding): Finding {
  return { holds: holds === undefined ? undefined : !holds, because };
}

const OPEN: Finding = { holds: undefined, because: [] };

function known(holds: boolean, because: string): Finding {
  return { holds, because: [because] };
}

function listOf<Value extends string>(values: OneOrMore<Value>): readonly Value[] {
  return typeof values === 'string' ? [values] : values;
}

function orOf(names: readonly string[]): string {
  return names.join(' or ');
}
