/** One line of the demo's story: what is asked, and what must come of it. */
export interface StoryLine {
  title: string;
  system: string;
  /** What was said before, the user's turn first. */
  before?: readonly string[];
  question: string;
  expected: { cache: string; tier?: string };
  /** Similar enough to tempt a cache that looks at similarity alone; the demo says why it is refused. */
  isNearMiss?: true;
}

const ASSISTANT = 'You are a helpful assistant.';
const CODING = 'You are a coding assistant.';
const HELP_DESK = 'You answer for the help desk of a web shop.';
const VERSION = 'What is new in Python 3.11?';
const MIGRATION =
  'We want to move our billing from one Postgres database to one per region without downtime. Compare dual writes with ' +
  'change data capture, name the risks, and give a plan with a rollback for each step.';
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
    title: 'the same words to another assistant',
    system: 'You are a pirate. Answer in rhymes.',
    question: RENEWABLE,
    expected: { cache: 'miss' },
  },
  {
    title: 'a coding question',
    system: CODING,
    question: 'Write a TypeScript function that debounces another function, with a test.',
    expected: { cache: 'miss', tier: 'medium' },
  },
  { title: 'about one version', system: CODING, question: VERSION, expected: { cache: 'miss' } },
  {
    title: 'nearly the same words, another version',
    system: CODING,
    question: 'What is new in Python 3.12?',
    expected: { cache: 'miss' },
    isNearMiss: true,
  },
  {
    title: 'a help-desk question',
    system: HELP_DESK,
    question: 'How do I turn on email notifications?',
    expected: { cache: 'miss', tier: 'small' },
  },
  {
    title: 'nearly the same words, the opposite meaning',
    system: HELP_DESK,
    question: 'How do I turn off email notifications?',
    expected: { cache: 'miss', tier: 'small' },
    isNearMiss: true,
  },
  {
    title: 'a hard question',
    system: CODING,
    question: MIGRATION,
    expected: { cache: 'miss', tier: 'large' },
  },
  {
    title: 'a short yes to the plan',
    system: CODING,
    before: [MIGRATION, 'First, ... Shall I write out the second step?'],
    question: 'Yes, go on.',
    expected: { cache: 'miss', tier: 'large' },
  },
  {
    title: 'a proof',
    system: ASSISTANT,
    question: 'Prove that the square root of 2 is irrational.',
    expected: { cache: 'miss', tier: 'reasoning' },
  },
  {
    title: 'a word of thanks',
    system: ASSISTANT,
    question: 'Thanks, that helped!',
    expected: { cache: 'miss', tier: 'small' },
  },
];
