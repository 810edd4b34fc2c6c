import { expect, test } from 'vitest';
import { isPersonal } from '../../../../daemon/cache/storable/personal.ts';

test.each([
  'where is my order?',
  'Where is my package, it should have been here yesterday',
  "where's my refund",
  'What is the status of my application?',
  'any update on my claim?',
  'When will my parcel arrive?',
  'when is my next appointment?',
  'Has my payment been received?',
  'did you receive my documents',
  'Is my account blocked?',
  "what's my balance",
  'What is my current salary?',
  'How many vacation days do I have left?',
  'how much do I owe',
  'how much data have i used this month',
  'Am I eligible for parental leave?',
  'am I still covered by the travel insurance',
  'Do I have any outstanding invoices?',
  'who is my account manager?',
  'Show me my orders',
  'Please cancel my subscription',
  'check my order status',
  'My order 4711-8890 has not arrived',
  'Order #20231187: the lamp is broken',
  'ticket INC-004512 is still open, what happens next?',
  'My account number is 44120987, please update my address',
  'invoice RE-2024-0815 was charged twice',
  'My name is Petra and I would like to book a table',
  'This is Daniel Keller, can you call me back?',
  'my email address is not a secret: my email is p.keller at web',
  'My policy number 88-120-443 covers what exactly?',
  'What is my employee number?',
  'Was I charged for the second night?',
  'Have I been enrolled in the pension plan?',
  'track my delivery',
  'our tracking number is 00340434161094042557, where is it?',
  'When does my contract end?',
])('%s is personal', (question) => {
  expect(isPersonal(question)).toBe(true);
});

test.each([
  'How do I reset my password?',
  'how can I track my order?',
  'Where can I see my invoices?',
  'How do I cancel my subscription?',
  'Can I change the delivery address after I have placed my order?',
  'What happens to my data when I delete my account?',
  'How long does a refund take?',
  'why was my credit card declined?',
  'What are my rights if my flight is cancelled?',
  'what are my options if a supplier delivers late',
  'My parcel arrived damaged, what do I do?',
  'I forgot my password, how do I get back into my account?',
  'Can I take my dog on the plane?',
  'How many vacation days do new employees get?',
  'Who approves my expense report?',
  'How is my salary calculated?',
  'am I allowed to record a phone call in California?',
  'What is my IDE complaining about when it says "unused import"?',
  'How do I list my branches in git?',
  'My code throws a NullPointerException, why?',
  'How do I print a return label?',
  'Is my data encrypted?',
  'What does error 4711 on the display mean?',
  'How do I read the order number from an e-mail with a regex?',
  'how do I fix "port 8080 already in use"?',
  'Where do I find my customer number?',
  'what is HTTP status code 404',
  'How many days do I have to return an item?',
  'Do I have to show ID when I order alcohol?',
  'Who do I contact about my payslip?',
  'I bought the yearly plan 5 days ago and changed my mind, can I get my money back?',
  'My wireless earbuds do not connect to my phone',
  'my name is shown wrong on the boarding pass, how do I fix it?',
  'Write a polite reminder for an unpaid invoice',
  'What is the capital of New Zealand?',
  'How do I name my variables?',
  'Was the Treaty of Versailles fair?',
])("%s is everybody's question", (question) => {
  expect(isPersonal(question)).toBe(false);
});

test('twenty thousand characters are read in no time', () => {
  const begin = performance.now();
  for (const piece of ['my ', 'my order ', 'how much ', "what's my a-b' ", 'order 12', 'a'])
    isPersonal(piece.repeat(20_000 / piece.length));
  expect(performance.now() - begin).toBeLessThan(1_000);
});
