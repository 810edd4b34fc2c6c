import { expect, test } from 'vitest';
import { reactionOf } from '../../../../daemon/router/conversation/reaction.ts';

const HISTORY = [
  { role: 'user', content: 'Plan the migration.' },
  { role: 'assistant', content: 'First ...' },
];

test.each([
  'yes',
  'Yes, please.',
  'go on',
  'continue',
  'ok do it',
  'commit it',
  'Apply the changes.',
  'run it again',
  'next',
  'sure, go ahead',
])('"%s" goes on', (say) => {
  expect(reactionOf(say, { history: HISTORY, leans: false })).toBe('goes-on');
});

test.each([
  "that's wrong",
  'No, that is not correct.',
  "It doesn't work",
  'still failing',
  'Still the same error here',
  'You made a mistake in the second step, the index starts at 1.',
  'this isn’t working',
  'That is not what I asked for.',
  'try again',
])('"%s" complains', (say) => {
  expect(reactionOf(say, { history: HISTORY, leans: true })).toBe('complains');
});

test.each([
  'What is the capital of France?',
  'How do I export a table as CSV?',
  'Yesterday the build broke.',
  'My printer is not working since the update, what can I check?',
  'Is it true that "this is wrong" was said by Yoda?',
  'What does "wrong type" mean in TypeScript?',
])('"%s" is a question of its own', (say) => {
  expect(reactionOf(say, { history: HISTORY, leans: false })).toBeUndefined();
});

test('a short message that cannot be understood alone goes on, in any language', () => {
  expect(reactionOf('und auf Windows?', { history: HISTORY, leans: true })).toBe('goes-on');
});

test('a long message that leans is judged by itself', () => {
  const say =
    'Now take all of that and turn it into a plan with dates, owners and risks for each of the steps.';
  expect(reactionOf(say, { history: HISTORY, leans: true })).toBeUndefined();
});

test('a first message takes nothing up', () => {
  expect(reactionOf('yes', { history: [], leans: false })).toBeUndefined();
});
