import { expect, test } from 'vitest';
import { checkRefusal } from '../../../../daemon/cache/storable/refusal.ts';
import { exchange } from './exchange.ts';

test.each([
  "I'm sorry, but I can't help with that.",
  'I\u2019m sorry, but I can\u2019t assist with that request.',
  'Sorry, I cannot provide that information.',
  "I can't help with that.",
  'I cannot comply with this request.',
  "I won't be able to help with this.",
  'I am unable to provide medical advice.',
  "I'm unable to assist with that.",
  "I'm not able to discuss this topic.",
  'Unfortunately, I cannot answer this question.',
  'I apologize, but I cannot fulfill this request.',
  'I am sorry, I cannot generate that kind of content.',
  "I'm afraid I can't do that.",
  'I will not provide instructions for this.',
  'As an AI language model, I cannot browse the internet.',
  "As an AI, I don't have personal opinions.",
  'As a large language model, I am not able to access your account.',
  "I'm sorry, but I don't have access to your orders.",
  'Sorry, I do not have enough information to answer that.',
  'This request violates our content policy.',
  'Your prompt was flagged by our filter.',
  'I must decline.',
  'I have to decline this request.',
  "I'm not in a position to provide legal advice.",
  'I do not feel comfortable writing that.'.replace('do not', "don't"),
  'We cannot provide support for this product.',
])('%s is a refusal', (text) => {
  expect(checkRefusal(exchange({ text }))).toBe('refusal');
});

test.each([
  'Open Settings, then Security, and choose "Reset password".',
  "You can't cancel an order that has shipped, but you can return it within 30 days.",
  'Sorry to hear that! Please send us a photo of the damage and we replace the lamp.',
  'No. Bleach and vinegar must never be mixed: they form chlorine gas.',
  "I'd reset the router first.",
  'Unfortunately, the delivery takes three days.',
  'Unfortunately you cannot change the address after the order has shipped.',
  'We cannot refund opened food, by law.',
  'It is not able to connect because the port is closed.',
  'The server refused the connection: it must decline unknown hosts.',
  'I can help with that: first, open the app.',
  'I cannot stress enough how important backups are.',
  'You will not be able to log in until the account is verified.',
  'Access denied means that your user lacks the right.',
  'An AI language model predicts the next word.',
  'As an AI engineer you design, train and run models.',
  'This request needs a POST with a JSON body.',
  'Your request was sent twice because the client retries.',
  'Content policy violations are shown in the audit log.',
  'The word "cannot" is written as one word.',
  'Sorry is a pop song from 2015.',
  'My apologies for the delay: the report is in the shared folder.',
  'Decline the invitation in Outlook with Alt+D.',
  'I wrote it as a list:\n1. milk\n2. eggs',
  'Yes.',
  "I'm sorry, but I can't help with that in one line, so here is the long way. ".padEnd(
    700,
    'First do this, then do that. ',
  ),
])('%s is an answer', (text) => {
  expect(checkRefusal(exchange({ text }))).toBeUndefined();
});
