/** Card numbers that pass the Luhn check and bank account numbers (IBAN) that pass theirs. Returns the kind. */
export function findPaymentDetails(text: string): string | undefined {
  if (hasMatch(text, CARD, isCardNumber)) return 'card number';
  return hasMatch(text, IBAN, isIban) ? 'bank account' : undefined;
}

/** 13 to 19 digits in groups or in a row, standing alone. */
const CARD = /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d{2,6}){2,4}(?![\w-])/g;

/** Two letters, two check digits, 11 to 30 letters and digits. */
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{1,4}){3,8}\b/g;

/** What payment providers print for tests, and the standards' own examples. */
const EXAMPLES = new Set([
  '4242424242424242',
  '4111111111111111',
  '4012888888881881',
  '4000056655665556',
  '4000000000000002',
  '4000002500003155',
  '5555555555554444',
  '5105105105105100',
  '5200828282828210',
  '2223003122003222',
  '378282246310005',
  '371449635398431',
  '6011111111111117',
  '30569309025904',
  '3530111333300000',
  'DE89370400440532013000',
  'GB29NWBK60161331926819',
  'GB82WEST12345698765432',
  'GB33BUKB20201555555555',
  'FR1420041010050500013M02606',
  'NL91ABNA0417164300',
  'AT611904300234573201',
  'CH9300762011623852957',
  'ES9121000418450200051332',
  'BE68539007547034',
]);

function hasMatch(text: string, pattern: RegExp, isReal: (bare: string) => boolean): boolean {
  return Array.from(text.matchAll(pattern), ([match]) => match.replace(/[ -]/g, '')).some(
    (bare) => !EXAMPLES.has(bare) && isReal(bare),
  );
}

/** ISO/IEC 7812: length by scheme and the Luhn check digit. */
function isCardNumber(digits: string): boolean {
  if (
    !/^(?:4\d{12}(?:\d{3}){0,2}|5[0-9]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12}|35\d{14}|6\d{15,18})$/.test(
      digits,
    )
  )
    return false;
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => {
      const value = place % 2 === 1 ? Number(digit) * 2 : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0 && new Set(digits).size > 2;
}

/** ISO 13616: the number, its first four characters moved to the end and letters as 10 to 35, is 1 modulo 97. */
function isIban(bare: string): boolean {
  if (bare.length < 15 || bare.length > 34) return false;
  const digits = (bare.slice(4) + bare.slice(0, 4)).replace(/[A-Z]/g, (letter) =>
    String(letter.charCodeAt(0) - 55),
  );
  let remainder = 0;
  for (const digit of digits) remainder = (remainder * 10 + Number(digit)) % 97;
  return remainder === 1;
}
