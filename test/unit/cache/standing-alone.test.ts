import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { standsAlone } from '../../../daemon/cache/standing-alone.ts';

const BEFORE = [
  { role: 'user', content: 'What is a mutex?' },
  { role: 'assistant', content: 'A lock that one thread holds at a time.' },
];

test.each([
  'How do I reset my password?',
  'What are the main renewable energy sources?',
  'How can I undo the last commit in git?',
  'What is the capital of Australia?',
  'Is it legal to ride a bike on the pavement?',
  'How long does it take to boil an egg?',
  'Explain how photosynthesis works in plants.',
  'What is the difference between TCP and UDP?',
  'How do I find a file that is larger than 1 GB on Linux?',
  'Who invented the printing press?',
  'Where do I find the invoice for an order?',
  'Can I return shoes without the box?',
  'Thanks! How do I change the default branch in GitHub?',
])('stands alone: %s', (question) => {
  expect(standsAlone(question, BEFORE)).toBe(true);
});

test.each([
  'And on Windows?',
  'Why?',
  'Why is that?',
  'Fix it.',
  'go on',
  'yes, please',
  'How does it work in Java?',
  'What is its time complexity?',
  'How do I do that on a Mac?',
  'Can you make it shorter?',
  'What about the second option?',
  'How can I do the same in Python?',
  'Is this also true for women?',
  'What does the error mean?',
  'Explain the third step in more detail.',
  'How would you write that without a loop?',
  'Which one is better for beginners?',
  'How do they differ from each other?',
  'What did he do after the war?',
  'How old was she when he died?',
  'Can you give me another example?',
  'What else can I do about a slow laptop?',
  'Then how do I roll back a migration?',
  'But what is the capital of Australia?',
  'Is there a faster way?',
  'How do I run the tests?',
  'How do I install it on Ubuntu 22.04?',
  'What are the advantages of the former?',
  'Could you explain the code line by line?',
  'What happens if I do not do this?',
  'How many of them are there in Europe?',
  'Does the function return null then?',
  'Are there any other ways to learn French?',
  'In German please, what is a mutex?',
  'translate to french',
  'python version',
  'How do I use both of them together?',
  'What would change with two threads instead?',
  'Is the answer different for a queue?',
  'Who won that year?',
])('leans on what came before: %s', (question) => {
  expect(standsAlone(question, BEFORE)).toBe(false);
});

describe('a question that would stand alone leans', () => {
  const question = 'How do I reset my password?';

  test.each([
    ['on what the user is or uses', { role: 'user', content: 'I am on Windows 11 with Outlook.' }],
    [
      'on an instruction that goes on to hold',
      { role: 'user', content: 'From now on answer like a pirate.' },
    ],
    ['on code that was shown', { role: 'user', content: 'What does ```x = 1``` do?' }],
    ['on an image', { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:' } }] }],
    ['on what a tool said', { role: 'tool', content: 'ok' }],
    ['on a call of a tool', { role: 'assistant', content: null, tool_calls: [] }],
  ])('%s', (_what, message) => {
    expect(standsAlone(question, [...BEFORE, message])).toBe(false);
  });
});

describe('of real second turns, written without sight of the rules', () => {
  const rowSchema = z.object({ before: z.string(), turn: z.string(), expected: z.enum(['leans', 'alone']) });
  const rows = readFileSync('test/data/second-turns.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => rowSchema.parse(JSON.parse(line)));
  const shareAlone = (expected: 'leans' | 'alone'): number => {
    const some = rows.filter((row) => row.expected === expected);
    const alone = some.filter(({ before, turn }) =>
      standsAlone(turn, [
        { role: 'user', content: before },
        { role: 'assistant', content: 'That depends on several things.' },
      ]),
    );
    return alone.length / some.length;
  };

  test('hardly one that leans is taken to stand alone', () => {
    expect(shareAlone('leans')).toBeLessThan(0.05);
  });

  test('two in three of those that stand alone are seen to', () => {
    expect(shareAlone('alone')).toBeGreaterThan(0.66);
  });
});

test.each([
  'How do I expose a port?',
  'What happens when the memory is full?',
  'Why is the variable not collected?',
  'Do I need to install a driver?',
  'How many people live there?',
])('leans, though no word points back: %s', (question) => {
  expect(standsAlone(question, BEFORE)).toBe(false);
});

test.each([
  'Why is the sky blue on Earth?',
  'Who invented the steam engine in Britain?',
  'What is the boiling point of ethanol?',
])('stands alone, for what it names is known to all: %s', (question) => {
  expect(standsAlone(question, BEFORE)).toBe(true);
});
