import { findingOf } from './matches.ts';
import { searchable } from './mentions.ts';
import type { Rule, RuleFacts } from './rule.ts';

/** A rule that decides. */
export interface FoundRule {
  use: Pick<Rule, 'model' | 'only' | 'reasoning'>;
  /** In words: `pinned by "contracts": keyword contract, category law`. */
  reason: string;
}

/** The rule of the highest priority whose condition surely holds; of equal ones, the first. */
export function findRule(rules: readonly Rule[], facts: RuleFacts): FoundRule | undefined {
  const read = { ...facts, question: searchable(facts.question) };
  const inOrder = [...rules].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0));
  for (const { name, when, model, only, reasoning } of inOrder) {
    const { holds, because } = findingOf(when, read);
    if (!holds) continue;
    const by = name === undefined ? 'pinned' : `pinned by "${name}"`;
    return { use: { model, only, reasoning }, reason: `${by}: ${because.join(', ')}` };
  }
  return undefined;
}
