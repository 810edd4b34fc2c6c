import { expect, test } from 'vitest';
import { checkSecrets, findSecret } from '../../../../daemon/cache/storable/secrets.ts';
import { exchange } from './exchange.ts';

/** Made up here and put together at run time, so that no scanner takes this file for a leak. */
const letters = (count: number): string => 'q7RzK2mVb9TxW4nYc8LsD3hJf6PgA5eU'.repeat(8).slice(0, count);
const hex = (count: number): string => '9f3b7c1e5a8d2046'.repeat(8).slice(0, count);
const segment = (count: number): string => `eyJ${letters(count)}`;

test.each([
  ['OpenAI key', `my key is sk-${letters(48)}`],
  ['OpenAI project key', `OPENAI_API_KEY=sk-proj-${letters(60)}`],
  ['Anthropic key', `export ANTHROPIC_API_KEY="sk-ant-${letters(40)}"`],
  ['GitHub token', `why is ghp_${letters(36)} rejected?`],
  ['fine-grained GitHub token', `github_pat_${letters(60)}`],
  ['GitLab token', `curl -H "PRIVATE-TOKEN: glpat-${letters(20)}"`],
  ['AWS key id', `aws_access_key_id = AKIA${letters(16).toUpperCase()}`],
  ['AWS secret key', `aws_secret_access_key = ${letters(40)}`],
  ['Google key', `https://maps.googleapis.com/maps/api/js?key=AIza${letters(35)}`],
  ['Azure storage', `AccountName=shop;AccountKey=${letters(86)}==`],
  ['Slack token', `xoxb-48210975301-${letters(24)}`],
  [
    'Slack webhook',
    `https://hooks.slack.com/services/T0${letters(8).toUpperCase()}/B0${letters(8).toUpperCase()}/${letters(24)}`,
  ],
  ['Stripe key', `Stripe says invalid key: sk_live_${letters(24)}`],
  ['SendGrid key', `SG.${letters(22)}.${letters(43)}`],
  ['npm token', `//packages.example.org/:_authToken=npm_${letters(36)}`],
  ['Hugging Face token', `login with hf_${letters(34)}`],
  ['DigitalOcean token', `dop_v1_${hex(64)}`],
  ['Telegram token', `bot token 582019347:AA${letters(33)}`],
  ['JSON web token', `decode this: ${segment(30)}.${segment(40)}.${letters(43)}`],
  ['bearer token', `Authorization: Bearer ${letters(40)}`],
  [
    'private key',
    `-----BEGIN RSA PRIVATE KEY-----\n${letters(64)}\n${letters(64)}\n-----END RSA PRIVATE KEY-----`,
  ],
  ['OpenSSH key', `-----BEGIN OPENSSH PRIVATE KEY-----\n${letters(70)}\n-----END OPENSSH PRIVATE KEY-----`],
  ['api key by name', `api_key: "${letters(32)}"`],
  ['password in a sentence', 'My password is Sommer2024! and it is rejected'],
  ['password of a service', 'my wifi password is blauerElefant77'],
  ['password in an assignment', 'password = "T7#kd9!mmQ"'],
  ['password in a configuration', 'spring.datasource.password: v3ry-L0ng-Pw!'],
  ['password in a URL', 'postgres://shop:T7kd9mmQ@db.internal-prod.net:5432/shop'],
  ['one-time code', 'the verification code is 482 913, but it says expired'],
  ['door code', 'My door code is 7391, can you change it?'],
  ['PIN', 'my PIN is 8064 and the machine refuses it'],
  ['card number', 'I paid with 4539 1488 0343 6467'],
  ['American Express', 'card 379354508162306 was declined'],
  ['IBAN', 'please refund to DE44 5001 0517 5407 3249 31'],
  ['e-mail address', 'write to petra.keller79@gmail.com please'],
  ['work e-mail address', 'Ask daniel.okafor@brandt-logistik.de about it'],
  ['phone number', 'call me at 0171 2398 554'],
  ['international phone number', 'my number: +49 171 239 8554'],
  ['American phone number', 'you reach me under (415) 867-2291'],
])('%s is a secret', (_kind, text) => {
  expect(findSecret(text)).toBeDefined();
});

test.each([
  'Set `Authorization: Bearer YOUR_API_KEY` in the header.',
  'curl -H "Authorization: Bearer $OPENAI_API_KEY" https://api.openai.com/v1/models',
  'export OPENAI_API_KEY=sk-your-key-here-replace-it-please',
  'api_key = os.environ["OPENAI_API_KEY"]',
  'const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY });',
  'client = OpenAI(api_key="<your-api-key-goes-here>")',
  'token: ${{ secrets.GITHUB_TOKEN }}',
  'sk-xxxxxxxxxxxxxxxxxxxxxxxx is what a key looks like',
  'aws_secret_access_key = YOUR_SECRET_ACCESS_KEY',
  'AWS shows AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY in its guides.',
  'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U is from jwt.io',
  'The file begins with -----BEGIN PRIVATE KEY----- and ends with -----END PRIVATE KEY-----.',
  'A JWT has three parts: header.payload.signature, each in base64.',
  'My password is not working',
  'my password is expired, what now?',
  'my password is too short, how long must it be?',
  'How do I reset my password?',
  'the default password is admin and the user is admin',
  'password: your_password',
  'DB_PASSWORD=changeme',
  'password = getpass.getpass()',
  'postgres://user:password@localhost:5432/mydb',
  'redis://:secret@redis:6379',
  'The error code is 404',
  'What does status code 503 mean?',
  'The default PIN is 0000.',
  'The test card 4242 4242 4242 4242 always succeeds.',
  'The IBAN DE89 3704 0044 0532 0130 00 is the example of the standard.',
  'What is 4539148803436468 in hexadecimal?',
  'Send it to user@example.com',
  'Write to support@acme.com and they will help you.',
  'You reach our team at help@brandt-logistik.de.',
  'git clone git@github.com:microsoft/playwright.git',
  'npm install react@18.2.0 @types/node@20',
  'john.doe@company.com is a placeholder',
  'Our hotline is 0800 330 1000.',
  'Call 1-800-275-2273 for support.',
  'In films the number is always (212) 555-0147.',
  'The meeting is on 2024-03-15 at 10:30, room 3.12.',
  'Version 10.4.2024.118 and build 20240315.1',
  'unban 203.0.113.7 from the sshd jail',
  'ISBN 978-3-16-148410-0',
  'Emergency: dial 112 or 911',
  'The commit is 9f3b7c1e5a8d20469f3b7c1e5a8d20469f3b7c1e',
  'UUID 123e4567-e89b-12d3-a456-426614174000',
  'The population is about 83 200 000.',
  'UTC+02:00 is two hours ahead.',
])('%s holds no secret', (text) => {
  expect(findSecret(text)).toBeUndefined();
});

test('the answer is looked at', () => {
  const secret = `sk-${letters(48)}`;
  expect(checkSecrets(exchange({ text: `Yes, use ${secret}.` }))).toBe('secret');
  expect(checkSecrets(exchange())).toBeUndefined();
});

test('two hundred thousand characters are read in no time', () => {
  const begin = performance.now();
  for (const piece of [
    'a',
    '1',
    '1 ',
    'a.',
    'a@',
    'eyJ',
    '+1 2',
    'DE12 ',
    '-----BEGIN ',
    'my password is ',
    'password=',
    'a://b:',
    '4539 ',
    'Bearer ',
    'my ',
  ]) {
    findSecret(piece.repeat(200_000 / piece.length));
  }
  expect(performance.now() - begin).toBeLessThan(5_000);
});
