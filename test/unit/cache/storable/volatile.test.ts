import { expect, test } from 'vitest';
import { isVolatile } from '../../../../daemon/cache/storable/volatile.ts';

test.each([
  "What's the weather in Berlin today?",
  'weather forecast for the weekend',
  'Will it rain tomorrow?',
  'What is the stock price of Siemens?',
  'bitcoin price',
  'What is the exchange rate between euro and dollar?',
  'what time is it',
  'What time is it in Tokyo?',
  "what's today's date",
  'What day is it?',
  'Who is the current president of France?',
  'who is the CEO of Volkswagen right now',
  'Who won the match last night?',
  "what's the score of the Bayern game",
  'latest news about the chip shortage',
  'What is the latest version of Node.js?',
  'What is the newest iPhone model?',
  'Is GitHub down right now?',
  'Is the canteen open today?',
  "What's for lunch in the canteen this week?",
  'Who is on call this weekend?',
  'What are the current mortgage rates?',
  'what is the current inflation rate in Germany',
  'Which promotions do you have at the moment?',
  'Are there any delays on the A8 right now?',
  'When is the next town hall meeting?',
  'What changed in the tax law last month?',
  'Is the item available now?',
  'What are the trending topics today?',
  'Which public holidays are there this year?',
  'Is there currently an outage in the Frankfurt data centre?',
  'How many employees does the company currently have?',
  'What is the gold price?',
])('%s is bound to the moment', (question) => {
  expect(isVolatile(question)).toBe(true);
});

test.each([
  'How do I reset my password?',
  "How do I get today's date in Python?",
  'print the current date in bash',
  'What is the current directory in a shell?',
  'how do I show the current branch in git',
  'What is alternating current?',
  'What does current in a circuit mean?',
  'How is electric current measured?',
  'What are the latest version control practices?',
  'Now how do I close the file?',
  'I am learning to cook now, what knives do I need?',
  'How do I install the latest version of Node.js?',
  'How can I update to the newest release?',
  'SQL: rows from the last 7 days',
  'select orders of this month in Postgres',
  'How is the weather different from the climate?',
  'How do I use a weather API?',
  'How does a weather forecast work?',
  'how do I set an out-of-office reply for next week',
  'What is a stock price index?',
  'How are exchange rates determined?',
  'What does "today" mean in relation to time zones?',
  'Who was the first president of the United States?',
  'Who won the 1966 World Cup?',
  'When did World War II end?',
  'How do I schedule an e-mail for tomorrow?',
  'How do I change the delivery slot for tomorrow?',
  'What is the difference between weather and climate?',
  'Where do I change my current password?',
  'What is a current account?',
  'How long is the notice period with my current employer?',
  'git: undo the latest commit',
  'Can I carry vacation days over into next year?',
  'What are your opening hours?',
  'How does the time zone setting work?',
  'Is tap water safe to drink in Iceland?',
  'How do I track the stock of an item in a spreadsheet?',
  'Explain supply and demand',
])('%s is not bound to the moment', (question) => {
  expect(isVolatile(question)).toBe(false);
});

test('twenty thousand characters are read in no time', () => {
  const begin = performance.now();
  for (const piece of ['now ', 'current x ', 'what is ', 'weather ', 'is the a', 'latest ', 'a'])
    isVolatile(piece.repeat(20_000 / piece.length));
  expect(performance.now() - begin).toBeLessThan(1_000);
});
