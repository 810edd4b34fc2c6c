import type { QuestionFacts } from './question-facts.ts';
import { stem } from './words/stem.ts';

/** Who does it, and for whom: "you cancelled" against "I cancelled", our version against theirs, everyone against me. */
export function compareParticipants(a: QuestionFacts, b: QuestionFacts): string | undefined {
  return differentAgents(a, b) ?? differentSides(a, b);
}

const PRONOUNS = new Set('i we you he she they'.split(' '));
const AUXILIARIES = new Set(
  'do does did can could should would may must will shall have has am are is was were how to'.split(' '),
);
const YES_OR_NO = /^(?:can|could|may|must|should|do)$/;

/** Pronouns after an auxiliary are left out: "how do I", "how can you" and "how would one" ask the same. */
function differentAgents(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const inA = agentsOf(a);
  const inB = agentsOf(b);
  for (const [verb, agent] of inA) {
    const other = inB.get(verb);
    if (other !== undefined && other !== agent) return `${spoken(agent)} against ${spoken(other)}`;
  }
  return undefined;
}

/** What stands in neither question is not quoted. */
function spoken(agent: string): string {
  if (!PRONOUNS.has(agent)) return agent;
  return agent === 'i' ? "'I'" : `'${agent}'`;
}

/** Who does each verb, by its stem; "nobody named" in the passive. */
function agentsOf(facts: QuestionFacts): Map<string, string> {
  const agents = new Map<string, string>();
  for (const [index, token] of facts.tokens.entries()) {
    const verb = facts.tokens[index + 1];
    if (verb?.kind !== 'word') continue;
    const before = facts.tokens[index - 1]?.value ?? '';
    const isYesOrNo = index === 1 && YES_OR_NO.test(before);
    if (PRONOUNS.has(token.value) && (isYesOrNo || !AUXILIARIES.has(before)))
      agents.set(stem(verb.value), token.value);
    if (/^(?:is|are|was|were|been)$/.test(token.value) && verb.value.endsWith('ed'))
      agents.set(stem(verb.value), 'nobody named');
    if (verb.value === 'me' && !agents.has(stem(token.value))) agents.set(stem(token.value), 'somebody else');
  }
  return agents;
}

const SIDES: readonly (readonly [string, string])[] = [
  ['their', 'our'],
  ['theirs', 'ours'],
  ['him', 'her'],
  ['his', 'her'],
  ['everyone', 'me'],
  ['everybody', 'me'],
  ['everyone', 'myself'],
  ['myself', 'someone'],
  ['own', 'someone'],
  ['own', 'else'],
  ['own', 'another'],
];

function differentSides(a: QuestionFacts, b: QuestionFacts): string | undefined {
  const inA = new Set(a.tokens.map((token) => token.value));
  const inB = new Set(b.tokens.map((token) => token.value));
  for (const [one, other] of SIDES) {
    for (const [left, right] of [
      [one, other],
      [other, one],
    ] as const) {
      if (inA.has(left) && !inA.has(right) && inB.has(right) && !inB.has(left))
        return `'${left}' against '${right}'`;
    }
  }
  return undefined;
}
