import { expect, test } from 'vitest';
import { decide } from '../../../daemon/cache/decision.ts';
import type { CacheEntry, Candidate } from '../../../daemon/chat/cache-entry.ts';

function candidate(question: string, similarity: number): Candidate {
  const entry: CacheEntry = {
    id: question,
    scope: 'scope',
    question,
    embedding: undefined,
    embedder: 'test',
    answer: { text: 'yes', reasoning: '', finishReason: 'stop', usage: undefined },
    model: 'test',
    tier: undefined,
    costUsd: undefined,
    createdAt: 0,
    expiresAt: undefined,
    hits: 0,
    lastHitAt: undefined,
    pinned: false,
    source: 'model',
    origin: 'http',
  };
  return { entry, similarity };
}

const question = 'What are the main renewable energy sources?';
const reworded = candidate('What are the primary sources of renewable energy?', 0.936);
const opposite = candidate('What are the main non-renewable energy sources?', 0.926);

test('a rewording over the floor is served, and the evidence says how similar it was', () => {
  expect(decide({ question, candidates: [reworded], floor: 0.9 })).toEqual({
    serve: true,
    candidate: reworded,
    similarity: 0.936,
    evidence: ['similarity 0.936 at or over 0.900'],
  });
});

test('the opposite question is never served, however low the floor', () => {
  const decision = decide({ question, candidates: [opposite], floor: 0 });
  expect(decision).toMatchObject({ serve: false, best: opposite, similarity: 0.926 });
  expect(decision.evidence).toContain("'non' on one side only");
});

test('a candidate exactly at the floor is served', () => {
  expect(decide({ question, candidates: [reworded], floor: 0.936 }).serve).toBe(true);
});

test('a candidate just under the floor is not served, and is still named', () => {
  const near = candidate(reworded.entry.question, 0.8999);
  expect(decide({ question, candidates: [near], floor: 0.9 })).toEqual({
    serve: false,
    best: near,
    similarity: 0.8999,
    evidence: ['similarity 0.899 under 0.900'],
  });
});

test('the second candidate serves where the first contradicts', () => {
  expect(decide({ question, candidates: [opposite, reworded], floor: 0.9 })).toMatchObject({
    serve: true,
    candidate: reworded,
  });
});

test('the third candidate is never tried', () => {
  expect(decide({ question, candidates: [opposite, opposite, reworded], floor: 0.9 }).serve).toBe(false);
});

test('the same words are served whatever the rules would say of them', () => {
  const odd = 'from A to B, not from B to A';
  expect(decide({ question: odd, candidates: [candidate(odd, 1)], floor: 0.9 }).serve).toBe(true);
});

test('nothing near is a miss', () => {
  expect(decide({ question, candidates: [], floor: 0.9 })).toEqual({
    serve: false,
    best: undefined,
    similarity: undefined,
    evidence: ['nothing stored in this scope'],
  });
});

test('a similarity that is no number is a miss', () => {
  expect(
    decide({ question, candidates: [candidate(reworded.entry.question, Number.NaN)], floor: 0.9 }).serve,
  ).toBe(false);
});

test('a text too long to compare word by word is a miss', () => {
  const long = 'word '.repeat(2_000);
  expect(decide({ question: long, candidates: [candidate('word', 0.99)], floor: 0.9 }).serve).toBe(false);
  expect(decide({ question: 'word', candidates: [candidate(long, 0.99)], floor: 0.9 }).serve).toBe(false);
});

test('the order of the two questions does not matter', () => {
  const pairs: [string, string][] = [
    [question, reworded.entry.question],
    [question, opposite.entry.question],
    ['How do I enable dark mode?', 'How do I disable dark mode?'],
    ['flights from Paris to Rome', 'flights from Rome to Paris'],
  ];
  for (const [a, b] of pairs) {
    const forth = decide({ question: a, candidates: [candidate(b, 0.95)], floor: 0.9 });
    const back = decide({ question: b, candidates: [candidate(a, 0.95)], floor: 0.9 });
    expect(back.serve).toBe(forth.serve);
  }
});
