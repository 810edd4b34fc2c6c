import { expect, test } from 'vitest';
import { decide as decideWith, type Decision } from '../../../daemon/cache/decision.ts';
import type { MatchInput, Matcher } from '../../../daemon/cache/matching/matcher.ts';
import type { CacheEntry, Candidate } from '../../../daemon/chat/cache-entry.ts';
import { sentencesOf } from '../../../daemon/cache/finding.ts';
import { cosineMatcher } from '../../support/cosine-matcher.ts';

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

function decide(input: { question: string; candidates: Candidate[]; floor: number }): Promise<Decision> {
  const { floor, ...rest } = input;
  return decideWith({ ...rest, vector: new Float32Array([1]), matcher: cosineMatcher(floor) });
}

const anything: unknown = expect.anything();
const question = 'What are the main renewable energy sources?';
const reworded = candidate('What are the primary sources of renewable energy?', 0.936);
const opposite = candidate('What are the main non-renewable energy sources?', 0.926);

test('a rewording over the floor is served, and the evidence says how similar it was', async () => {
  expect(await decide({ question, candidates: [reworded], floor: 0.9 })).toEqual({
    serve: true,
    candidate: reworded,
    similarity: 0.936,
    candidateId: reworded.entry.id,
    logOdds: undefined,
    probability: 0.9,
    agreed: ['similarity 0.936 at or over 0.900', anything],
    against: [],
  });
});

test('the opposite question is never served, however low the floor', async () => {
  const decision = await decide({ question, candidates: [opposite], floor: 0 });
  expect(decision).toMatchObject({ serve: false, best: opposite, similarity: 0.926 });
  expect(sentencesOf(decision.against, { mayQuote: true })).toEqual(["'non' on one side only"]);
  expect(sentencesOf(decision.agreed, { mayQuote: true })).toEqual([
    'shared words: main, renewable, energy, sources',
  ]);
});

test('a candidate exactly at the floor is served', async () => {
  expect((await decide({ question, candidates: [reworded], floor: 0.936 })).serve).toBe(true);
});

test('a candidate just under the floor is not served, and is still named', async () => {
  const near = candidate(reworded.entry.question, 0.8999);
  expect(await decide({ question, candidates: [near], floor: 0.9 })).toEqual({
    serve: false,
    best: near,
    similarity: 0.8999,
    candidateId: near.entry.id,
    probability: undefined,
    agreed: [],
    against: ['similarity 0.899 under 0.900'],
  });
});

test('the second candidate serves where the first contradicts', async () => {
  expect(await decide({ question, candidates: [opposite, reworded], floor: 0.9 })).toMatchObject({
    serve: true,
    candidate: reworded,
  });
});

test('the third candidate is never tried', async () => {
  expect((await decide({ question, candidates: [opposite, opposite, reworded], floor: 0.9 })).serve).toBe(
    false,
  );
});

test('the same words are served whatever the rules would say of them', async () => {
  const odd = 'from A to B, not from B to A';
  expect((await decide({ question: odd, candidates: [candidate(odd, 1)], floor: 0.9 })).serve).toBe(true);
});

test('nothing near is a miss', async () => {
  expect(await decide({ question, candidates: [], floor: 0.9 })).toEqual({
    serve: false,
    best: undefined,
    similarity: undefined,
    candidateId: undefined,
    probability: undefined,
    agreed: [],
    against: ['nothing stored in this scope'],
  });
});

test('a similarity that is no number is a miss', async () => {
  expect(
    (await decide({ question, candidates: [candidate(reworded.entry.question, Number.NaN)], floor: 0.9 }))
      .serve,
  ).toBe(false);
});

test('a text too long to compare word by word is a miss', async () => {
  const long = 'word '.repeat(2_000);
  expect((await decide({ question: long, candidates: [candidate('word', 0.99)], floor: 0.9 })).serve).toBe(
    false,
  );
  expect((await decide({ question: 'word', candidates: [candidate(long, 0.99)], floor: 0.9 })).serve).toBe(
    false,
  );
});

test('the order of the two questions does not matter', async () => {
  const pairs: [string, string][] = [
    [question, reworded.entry.question],
    [question, opposite.entry.question],
    ['How do I enable dark mode?', 'How do I disable dark mode?'],
    ['flights from Paris to Rome', 'flights from Rome to Paris'],
  ];
  for (const [a, b] of pairs) {
    const forth = await decide({ question: a, candidates: [candidate(b, 0.95)], floor: 0.9 });
    const back = await decide({ question: b, candidates: [candidate(a, 0.95)], floor: 0.9 });
    expect(back.serve).toBe(forth.serve);
  }
});

test('where nothing can be verified the next candidate is not tried', async () => {
  const judged: string[] = [];
  const matcher: Matcher = {
    ...{ floor: 0.9, keepsBudget: true },
    judge: ({ stored }) => {
      judged.push(stored);
      const nothing = { score: -Infinity, logOdds: undefined, probability: undefined };
      const judgement = { serve: false, ...nothing, agreed: [] };
      return Promise.resolve({ ...judgement, against: ['not verified: it loads'], isUnverified: true });
    },
  };
  const candidates = [reworded, opposite];
  expect(await decideWith({ question, vector, candidates, matcher })).toMatchObject({
    ...{ serve: false, best: reworded, isUnverified: true, against: ['not verified: it loads'] },
  });
  expect(judged).toEqual([reworded.entry.question]);
});

/** Serves what scores over 1 after what use has shown, and notes whom it was asked about. */
function fakeMatcher(score: number): Matcher & { asked: MatchInput[] } {
  const asked: MatchInput[] = [];
  return {
    ...{ asked, floor: 0.8, keepsBudget: true },
    judge(input) {
      asked.push(input);
      const left = score - (input.penalty ?? 0);
      const shown = { probability: 0.97, agreed: [], against: [] };
      return Promise.resolve({ serve: left > 1, score: left, logOdds: score, ...shown });
    },
  };
}

const twoNear = [candidate('first', 0.95), candidate('second', 0.9), candidate('third', 0.85)];
const vector = new Float32Array();
const unknown = { isRight: undefined, penalty: 0 };

test('what was called wrong for this wording never serves it again, and the next is tried', async () => {
  const matcher = fakeMatcher(4);
  const learnt = (entry: { id: string }) => (entry.id === 'first' ? { ...unknown, isRight: false } : unknown);
  expect(await decideWith({ question, vector, candidates: twoNear, matcher, learnt })).toMatchObject({
    ...{ serve: true, candidate: twoNear[1], logOdds: 4 },
  });
  expect(matcher.asked.map(({ stored }) => stored)).toEqual(['second']);
});

test('where all that is near was called wrong, that is said', async () => {
  const matcher = fakeMatcher(4);
  const learnt = () => ({ isRight: false, penalty: 3 });
  expect(await decideWith({ question, vector, candidates: twoNear, matcher, learnt })).toMatchObject({
    ...{ serve: false, best: twoNear[0], candidateId: 'first' },
    against: ['this answer was called wrong for this question'],
  });
  expect(matcher.asked).toEqual([]);
});

test('what was called right for this wording serves it at once, before nearer ones and whatever its bar', async () => {
  const matcher = fakeMatcher(4);
  const learnt = (entry: { id: string }) =>
    entry.id === 'second' ? { isRight: true, penalty: 9 } : { ...unknown, penalty: 9 };
  expect(await decideWith({ question, vector, candidates: twoNear, matcher, learnt })).toMatchObject({
    ...{ serve: true, candidate: twoNear[1], probability: 1 },
    agreed: ['this answer was called right for this question'],
  });
  expect(matcher.asked).toEqual([]);
});

test('an answer whose bar has risen must score higher to serve other wordings', async () => {
  const learnt = (entry: { id: string }) => ({ isRight: undefined, penalty: entry.id === 'first' ? 3.5 : 0 });
  const risen = await decideWith({
    question,
    vector,
    candidates: twoNear.slice(0, 1),
    matcher: fakeMatcher(4),
    learnt,
  });
  expect(risen).toMatchObject({ serve: false, logOdds: 4 });
  const surer = await decideWith({
    question,
    vector,
    candidates: twoNear.slice(0, 1),
    matcher: fakeMatcher(5),
    learnt,
  });
  expect(surer.serve).toBe(true);
});

test('by similarity alone, an answer that was called wrong serves no other wording', async () => {
  const learnt = () => ({ isRight: undefined, penalty: 0.1 });
  const decision = await decideWith({
    question,
    vector,
    candidates: [reworded],
    matcher: cosineMatcher(),
    learnt,
  });
  expect(decision).toMatchObject({ serve: false, against: ['it was called wrong'] });
});
