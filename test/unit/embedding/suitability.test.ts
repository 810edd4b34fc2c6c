import { expect, test } from 'vitest';
import {
  isSurelyTooLong,
  unsuitableReason,
  type SuitabilityLimits,
} from '../../../daemon/embedding/suitability.ts';

const LIMITS: SuitabilityLimits = {
  windowTokens: 16,
  scripts: ['Latin'],
  languages: 'any',
  keepsAccents: false,
};
const [START, END, UNKNOWN] = [101, 102, 100];

/** One token a word; what `isUnknown` matches is a word that the model has no token for. */
function judge(text: string, { isUnknown = /^$/u, limits = LIMITS } = {}) {
  const words = text.split(/\s+/u).filter(Boolean);
  const tokenIds = [START, ...words.map((word) => (isUnknown.test(word) ? UNKNOWN : 2_000)), END];
  return unsuitableReason({ text, tokenIds, unknownTokenId: UNKNOWN }, limits);
}

test.each(['', '   ', '???', '...!', '&&', '😀😀'])('%j holds nothing to embed', (text) => {
  expect(judge(text)).toBe('empty');
});

test.each(['How do I reset my password?', 'why?', 'C# or Java?', 'What is 12 * 7?', 'HTTP 404'])(
  '%j is fine',
  (text) => {
    expect(judge(text)).toBeUndefined();
  },
);

test('a text as long as the window is fine, one token more is too long', () => {
  expect(judge('word '.repeat(14))).toBeUndefined();
  expect(judge('word '.repeat(15))).toBe('too-long');
});

test('a text of twenty characters a token is too long without counting', () => {
  expect(isSurelyTooLong('x'.repeat(320), 16)).toBe(false);
  expect(isSurelyTooLong('x'.repeat(321), 16)).toBe(true);
});

test.each([
  'パスワードをリセットするには?',
  '如何重置密码',
  '비밀번호를 어떻게 재설정하나요?',
  'Как сбросить пароль?',
  'كيف أعيد تعيين كلمة المرور؟',
  'Πώς επαναφέρω τον κωδικό μου;',
  'איך מאפסים סיסמה?',
  'ฉันจะรีเซ็ตรหัสผ่านได้อย่างไร',
  'मैं अपना पासवर्ड कैसे रीसेट करूँ?',
  'What does привет mean?',
  'What does 道 mean?',
])('%j is in a script that the model was not trained on', (text) => {
  expect(judge(text)).toBe('unsupported-script');
});

test.each(['What is π?', 'Is σ the standard deviation?', 'λ calculus for beginners', 'Why is the area πr²?'])(
  '%j has a Greek letter as a symbol',
  (text) => {
    expect(judge(text)).toBeUndefined();
  },
);

test('a model for any script takes any', () => {
  const limits = { ...LIMITS, scripts: 'any' as const, keepsAccents: true };
  expect(judge('Как сбросить пароль?', { limits })).toBeUndefined();
  expect(judge('Làm thế nào để đặt lại mật khẩu?', { limits })).toBeUndefined();
});

test('a model for Cyrillic takes Russian and no Greek', () => {
  const limits = { ...LIMITS, scripts: ['Latin', 'Cyrillic'] };
  expect(judge('Как сбросить пароль?', { limits })).toBeUndefined();
  expect(judge('Γιατί ο ουρανός είναι μπλε;', { limits })).toBe('unsupported-script');
});

test.each([
  'Wie setze ich mein Passwort zurück?',
  'Où est né Molière ?',
  'Comment réinitialiser mon mot de passe ?',
  '¿Cómo restablezco mi contraseña?',
  'Como faço para redefinir a minha senha?',
  'Dlaczego niebo jest niebieskie?',
])('%j survives the loss of its accents', (text) => {
  expect(judge(text)).toBeUndefined();
});

test.each([
  ['Vietnamese', 'Làm thế nào để đặt lại mật khẩu?'],
  ['Vietnamese with few accents', 'Con ma ở đâu?'],
  ['Yoruba', 'Báwo ni mo ṣe lè yí ọ̀rọ̀ ìpamọ́ mi padà?'],
  ['pinyin', 'nǐ hǎo ma'],
])('%s does not survive the loss of its accents', (_language, text) => {
  expect(judge(text)).toBe('unsupported-script');
});

test('a question in a language that the model was not trained on is told', () => {
  const limits = { ...LIMITS, languages: ['en'] };
  expect(judge('Wie setze ich mein Passwort zurück?', { limits })).toBe('language-not-covered');
  expect(judge('How do I reset my password?', { limits })).toBeUndefined();
  expect(
    judge('Wie setze ich mein Passwort zurück?', { limits: { ...LIMITS, languages: ['en', 'de'] } }),
  ).toBeUndefined();
});

test('a word without a token makes a text unsuitable', () => {
  expect(judge('what does ∑ do here', { isUnknown: /∑/u })).toBe('unknown-tokens');
});

test('an emoji before or after the question does not', () => {
  const isUnknown = /\p{Extended_Pictographic}/u;
  expect(judge('how do I reset my password 😅', { isUnknown })).toBeUndefined();
  expect(judge('🚨 how do I reset my password 🙏🏽', { isUnknown })).toBeUndefined();
});

test('an emoji that the question is about does', () => {
  const isUnknown = /\p{Extended_Pictographic}/u;
  expect(judge('what does 😅 stand for', { isUnknown })).toBe('unknown-tokens');
  expect(judge('what does this mean 😅', { isUnknown })).toBe('unknown-tokens');
});

test('an unknown word beside an emoji still counts', () => {
  expect(judge('is ∑ a sum 😅', { isUnknown: /∑|😅/u })).toBe('unknown-tokens');
});

test('a tokenizer without an unknown token knows every word', () => {
  expect(
    unsuitableReason({ text: 'what', tokenIds: [1, 100, 2], unknownTokenId: undefined }, LIMITS),
  ).toBeUndefined();
});

test.each(['^(\\d+)-(\\w+)$', '((a+b)*(c-d))/(e^2)-(f!)', '{"a":[1,{"b":[]}]}'])(
  '%j is mostly symbols',
  (text) => {
    expect(judge(text)).toBe('mostly-symbols');
  },
);

test.each([
  'for (let i = 0; i < n; i++) { sum += a[i]; }',
  'git reset --hard HEAD~1',
  'SELECT * FROM users WHERE id = 1;',
])('%j is code that can be embedded', (text) => {
  expect(judge(text, { limits: { ...LIMITS, windowTokens: 64 } })).toBeUndefined();
});
