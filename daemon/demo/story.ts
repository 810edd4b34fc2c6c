/** One line of the demo's story: what is asked, and what must come of it. */
export interface StoryLine {
  title: string;
  system: string;
  question: string;
  expected: { cache: string; tier?: string };
}

const ASSISTANT = 'You are a helpful assistant.';
const RENEWABLE = 'What are the main renewable energy sources?';

/** The story that `npm run demo` plays against the real port. */
export const STORY: readonly StoryLine[] = [
  { title: 'a new question', system: ASSISTANT, question: RENEWABLE, expected: { cache: 'miss' } },
  { title: 'the same again', system: ASSISTANT, question: RENEWABLE, expected: { cache: 'hit-exact' } },
  {
    title: 'in other words',
    system: ASSISTANT,
    question: 'What are the primary sources of renewable energy?',
    expected: { cache: 'hit-semantic' },
  },
  {
    title: 'nearly the same words, another question',
    system: ASSISTANT,
    question: 'What are the main non-renewable energy sources?',
    expected: { cache: 'miss' },
  },
  {
    title: 'the same words to another assistant',
    system: 'You are a pirate. Answer in rhymes.',
    question: RENEWABLE,
    expected: { cache: 'miss' },
  },
  {
    title: 'a coding question',
    system: 'You are a coding assistant.',
    question: 'Write a TypeScript function that groups an array of objects by a key, with generics.',
    expected: { cache: 'miss', tier: 'medium' },
  },
  {
    title: 'a help-desk question',
    system: 'You answer for the help desk of a web shop.',
    question: 'How do I reset my password?',
    expected: { cache: 'miss', tier: 'small' },
  },
];
