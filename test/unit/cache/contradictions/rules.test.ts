import { expect, test } from 'vitest';
import {
  CONTRADICTION_RULES,
  findContradictions,
} from '../../../../daemon/cache/contradictions/contradictions.ts';
import { readQuestion } from '../../../../daemon/cache/contradictions/question-facts.ts';

test.each([
  ['versions', 'install Python 3.11 on Ubuntu', 'install Python 3.12 on Ubuntu', 'version 3.11 against 3.12'],
  ['versions', 'what is new in Java 17', 'what is new in Java 21', 'version 17 against 21'],
  ['versions', 'is 3.1 the same as 3.10?', 'release notes of version 3.1', undefined],
  ['versions', 'upgrade from 1.2.3', 'upgrade from 1.2.4', 'version 1.2.3 against 1.2.4'],
  ['versions', 'python 3 sort a list', 'python sort a list', undefined],
  ['numbers', 'raise the limit to 5 MB', 'raise the limit to 10 MB', '5 MB against 10 MB'],
  ['numbers', 'wait 10 minutes', 'wait 10 hours', '10 minutes against 10 hours'],
  ['numbers', 'top 10 universities', 'top universities', '10 on one side only'],
  ['numbers', '18% tip on a $64 bill', '18 percent tip on 64 dollars', undefined],
  ['numbers', 'a salary of 5k', 'a salary of five thousand', undefined],
  ['numbers', 'first 10 rows', 'first 10 percent of rows', '10 against 10 percent'],
  ['numbers', 'merge two dictionaries', 'merge dictionaries', undefined],
  ['numbers', 'twenty-five dollars', '25 dollars', undefined],
  ['dates', 'holidays in May', 'holidays in June', 'may against june'],
  ['dates', 'door code for Tuesdays', 'door code for Wednesdays', 'tuesday against wednesday'],
  ['dates', 'reply for next week', 'reply for this week', 'next week against this week'],
  ['dates', 'report for Q1', 'report for Q3', 'q1 against q3'],
  ['dates', 'what may I pack', 'what can I pack', undefined],
  ['identifiers', 'rust error E0382', 'rust error E0499', 'e0382 against e0499'],
  ['identifiers', 'what is ORA-00942', 'what is ORA-00001', 'ora-00942 against ora-00001'],
  ['identifiers', 'fryer shows E1', 'fryer shows nothing', 'e1 on one side only'],
  ['identifiers', 'difference between == and ===', 'difference between == and !=', '=== against !='],
  ['identifiers', 'read UTF-8 text', 'read utf8 text', undefined],
  ['identifiers', 'git reset --soft', 'git reset --hard', '--soft against --hard'],
  [
    'addresses',
    'renew the certificate of shop.example.com',
    'renew the certificate of api.example.com',
    'shop.example.com against api.example.com',
  ],
  ['addresses', 'unban 203.0.113.7', 'unban 198.51.100.4', '203.0.113.7 against 198.51.100.4'],
  ['addresses', 'see https://www.example.com/', 'see example.com', undefined],
  [
    'files',
    'what belongs in package.json',
    'what belongs in tsconfig.json',
    'package.json against tsconfig.json',
  ],
  ['files', 'edit /etc/hosts', 'edit /etc/passwd', '/etc/hosts against /etc/passwd'],
  ['quotes', 'what does `git add .` do', 'what does `git add -p` do', 'code "git add ." on one side only'],
  [
    'quotes',
    'what does "break a leg" mean',
    'what does "piece of cake" mean',
    '"break a leg" against "piece of cake"',
  ],
  ['quotes', 'what does "break a leg" mean', 'meaning of break a leg', undefined],
  ['quotes', "what's the user's password", 'what is the password of a user', undefined],
  ['negation', 'can I park without a permit', 'can I park with a permit', "'without' on one side only"],
  ['negation', "why doesn't it start", 'why does it start', "'not' on one side only"],
  ['negation', 'is it valid', 'is it invalid', "'valid' against 'invalid'"],
  ['negation', "it won't open, why not?", "why can't it open", undefined],
  ['negation', 'is it allowed, yes or no', 'is it allowed', undefined],
  ['opposites', 'how do I enable dark mode', 'how do I disable dark mode', "'enable' against 'disable'"],
  ['opposites', 'turn the voicemail on', 'turn off the voicemail', "'turn on' against 'turn off'"],
  ['opposites', 'sort descending', 'sort ascending', "'descending' against 'ascending'"],
  ['opposites', 'upload a file', 'download a file', "'upload' against 'download'"],
  ['opposites', 'convert a parent to a child', 'convert a child to a parent', undefined],
  [
    'directions',
    'flights from Paris to Rome',
    'flights from Rome to Paris',
    'from Paris to Rome against from Rome to Paris',
  ],
  [
    'directions',
    'convert a String to an int',
    'convert an int to a String',
    'String to int against int to String',
  ],
  ['directions', 'open two files side by side', 'open two files side by side', undefined],
  ['directions', 'best jet lag cure from Rome to Paris', 'to Paris from Rome: best jet lag cure', undefined],
  ['word-order', 'Does Anna help Ben?', 'Does Ben help Anna?', 'Anna help Ben against Ben help Anna'],
  [
    'word-order',
    'Did Ethan break the boat?',
    'Was Ethan broken by the boat?',
    'broken by boat against break boat',
  ],
  ['word-order', 'What eats koalas?', 'What do koalas eat?', 'What do koalas eat against What eats koalas'],
  [
    'word-order',
    'can I restore a user I deleted',
    'can I delete a user I restored',
    'restore user I deleted against delete user I restored',
  ],
  ['word-order', 'Is Anna related to Ben?', 'Is Ben related to Anna?', undefined],
  ['word-order', 'in Python, how do I sort', 'how do I sort in Python', undefined],
  ['word-order', 'TCP or UDP for games', 'UDP or TCP for games', undefined],
  ['named-things', 'sort a list in Python', 'sort a list in Java', 'python against java'],
  ['named-things', 'sort a list in js', 'sort a list in JavaScript', undefined],
  ['named-things', 'flush the cache on Windows', 'flush the cache on macOS', 'windows against macos'],
  ['named-things', 'capital of France', 'capital of Germany', 'france against germany'],
  ['named-things', 'how do I polish silver', 'how do I shine silver', undefined],
  ['named-things', 'write a Dockerfile', 'write a docker file', undefined],
  ['participants', 'you cancelled my flight', 'I cancelled my flight', "'you' against 'I'"],
  ['participants', 'take their version', 'take our version', "'their' against 'our'"],
  [
    'participants',
    'my flight was cancelled, what now',
    'I cancelled my flight, what now',
    "nobody named against 'I'",
  ],
  ['participants', 'how do I cancel', 'how can you cancel', undefined],
  ['quantifiers', 'delete all entries', 'delete one entry', "'all' against 'one'"],
  ['quantifiers', 'delete all entries', 'delete a single entry', "'all' against 'one'"],
  ['quantifiers', 'restart the web service', 'restart only the web service', "'only' on one side only"],
  ['quantifiers', 'remove a property', 'remove all properties', "'all' on one side only"],
  ['intent', 'why is the sky blue', 'when is the sky blue', "'why' on one side only"],
  ['intent', 'when will I get my badge', 'where will I get my badge', 'asks when against where'],
  ['intent', 'how many seats', 'how much for seats', 'asks how many against how much'],
  ['intent', 'Can I keep my number?', 'How can I keep my number?', 'asks whether against how'],
  ['intent', 'where do I change it', 'how do I change it', undefined],
  ['intent', 'what is the best way to learn', 'how do I learn', undefined],
  ['intent', 'can I log in', 'must I log in', "'must' against 'can'"],
  [
    'time-frame',
    'an order that has already shipped',
    'an order that has shipped',
    "'already' on one side only",
  ],
  ['time-frame', 'Is she a nurse?', 'Did she use to be a nurse?', "'used to' on one side only"],
  ['time-frame', 'who is our auditor', 'who was our auditor', 'is against was'],
  ['replaced-words', 'limit on my debit card', 'limit on my gift card', "'debit' against 'gift'"],
  ['replaced-words', 'how do I become a partner', 'how do I find a partner', "'become' against 'find'"],
  ['replaced-words', 'how do I use a partner', 'how do I find a partner', "'use' against 'find'"],
  ['replaced-words', 'main sources', 'primary sources', undefined],
  ['replaced-words', 'how do I delete my acount', 'how do I delete my account', undefined],
  [
    'added-words',
    'remove duplicates from a list',
    'remove duplicates from a list of dicts',
    "'dicts' on one side only",
  ],
  ['added-words', 'please tell me how to reset it', 'reset it', undefined],
])('%s: %s / %s', (rule, a, b, expected) => {
  expect(CONTRADICTION_RULES[rule]?.(readQuestion(a), readQuestion(b))).toBe(expected);
});

test.each([
  ['What are the main renewable energy sources?', 'What are the primary sources of renewable energy?'],
  ['How do I reset my password?', 'Hi, could you please tell me how to reset my password? Thanks!'],
  ['How do I delete my account?', 'how can i remove my acount'],
  ["What's the capital of Australia?", 'what is the capital of australia'],
  ['Which is the best phone?', 'What are the best phones?'],
  ['difference between TCP and UDP', 'TCP vs UDP'],
  ['How do I turn off notifications?', 'How do I switch notifications off?'],
  ['How do I set up two-factor authentication?', 'how to setup 2FA authentication'],
  ['How do I get rid of duplicate rows?', 'remove duplicate rows'],
  ["I can't log in", 'I cannot login'],
  ['How do I sort a list in JS?', 'In JavaScript, how do I sort a list?'],
  ['Why was my card declined?', 'reason my card was declined'],
  ['How long does delivery take?', 'how long does the delivery take?'],
  ['What is the color of the sky?', "What's the colour of the sky?"],
  ['Can I change my e-mail address?', 'can i change my email adress'],
  ['How does one apply for parental leave?', 'How do I apply for parental leave?'],
])('nothing is said against "%s" / "%s"', (a, b) => {
  expect(findContradictions(readQuestion(a), readQuestion(b))).toEqual([]);
});

test('a question never contradicts itself, and rules see no difference between the sides', () => {
  const questions = [
    'from A to B, not B to A',
    'What eats what?',
    'Is 5 more than 10%?',
    'only the first of all 3 in Python 3.11',
    '',
  ];
  for (const one of questions) {
    for (const other of questions) {
      const [a, b] = [readQuestion(one), readQuestion(other)];
      if (one === other) expect(findContradictions(a, b)).toEqual([]);
      expect(findContradictions(a, b).length).toBe(findContradictions(b, a).length);
    }
  }
});

test('twenty thousand characters are read in no time', () => {
  const pieces = [
    'a',
    '1 ',
    'a.a.',
    'a+',
    '/a',
    'from a to b ',
    '`',
    '```',
    '"',
    'a-1-',
    'http://',
    'x@',
    'twenty ',
    'turn it off ',
    "can't ",
    '1.1.',
    '~/',
    'v1.',
  ];
  const begin = performance.now();
  for (const piece of pieces) readQuestion(piece.repeat(20_000 / piece.length));
  expect(performance.now() - begin).toBeLessThan(3_000);
});
