import { isPlaceholder } from './placeholder.ts';

/** A password, PIN or one-time code with its value, in a sentence, an assignment or a URL. Returns the kind. */
export function findPassword(text: string): string | undefined {
  return findSpoken(text) ?? findAssigned(text) ?? findInUrl(text) ?? findOneTimeCode(text);
}

const SPOKEN =
  /\b(?:my|our|the|his|her|their|current|old|new) (?:\w{1,20} ){0,2}(?:password|passphrase|passcode|pwd|pin|pin code) (?:is|was)[:,]? ["'`]?([^\s"'`,;]{3,100})/gi;

/** "My password is not working" tells nothing; whoever chose such a word as a password tells little. */
const SAID_OF_PASSWORDS = new Set(
  `not no never always being been too also still already only just now currently really about incorrect wrong correct right
invalid valid expired expiring expires lost forgotten rejected refused accepted denied blocked locked disabled compromised hacked leaked
stolen exposed weak strong short long different same required needed reset changed saved stored hidden visible shown displayed asked sent
set unknown known ok okay fine safe secure unsafe insecure the a an in on of at by for from to what where when how why that this it
case protected encrypted hashed written printed entered typed empty blank missing unique supposed going working failing old new
probably definitely apparently somehow possible impossible sensitive eight ten twelve unchanged outdated due ending causing`.split(
    /\s+/,
  ),
);

function findSpoken(text: string): string | undefined {
  for (const [, value = ''] of text.matchAll(SPOKEN)) {
    const word = value.toLowerCase().replace(/[.!?]+$/, '');
    if (word.length >= 3 && !SAID_OF_PASSWORDS.has(word) && !isPlaceholder(word) && !WEAK_CODES.has(word))
      return 'password';
  }
  return undefined;
}

const ASSIGNED =
  /\b(?:password|passwd|pwd|passphrase|db_pass|secret)["']?\s{0,3}(?::=|=>|=|:)\s{0,3}(["'`]?)([^\s"'`,;&)]{6,100})\1/gi;

/** In prose a colon is followed by a word; a password in an assignment mixes kinds of characters. */
function findAssigned(text: string): string | undefined {
  for (const [, , value = ''] of text.matchAll(ASSIGNED)) {
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\w\s]/].filter((kind) => kind.test(value)).length;
    if (kinds >= 2 && /[\d!@#%^&*+?~-]/.test(value) && !isPlaceholder(value)) return 'password';
  }
  return undefined;
}

const IN_URL = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/"'<>]{1,64}:([^\s@/"'<>]{3,100})@([\w.-]{3,100})/gi;

function findInUrl(text: string): string | undefined {
  for (const [, value = '', host = ''] of text.matchAll(IN_URL)) {
    const isExample =
      /(?:^|\.)(?:localhost|example\.\w{2,4}|host|hostname|server|db|database|postgres|mysql|redis|mongo)$/i.test(
        host,
      );
    if (
      !isExample &&
      !isPlaceholder(value) &&
      !/^(?:pass|password|pwd|secret|admin|root|postgres|guest)$/i.test(value)
    )
      return 'password in a URL';
  }
  return undefined;
}

const ONE_TIME_CODE =
  /\b(?:(?:one[- ]time|verification|security|login|log-in|sign-in|confirmation|access|2fa|otp|sms|activation|unlock|door|alarm|mfa) (?:pass)?code|otp|tan|pin|cvv|cvc|passcode)(?: (?:number|i got|you sent|from the sms))?(?: is| was|:| =)\s{0,3}["']?((?:\d[ -]?){3,7}\d)\b/gi;

function findOneTimeCode(text: string): string | undefined {
  for (const [, value = ''] of text.matchAll(ONE_TIME_CODE)) {
    if (!WEAK_CODES.has(value.replace(/\D/g, ''))) return 'one-time code';
  }
  return undefined;
}

/** What manuals print: factory settings and examples. */
const WEAK_CODES = new Set(
  '0000 00000 000000 1111 111111 1234 12345 123456 12345678 4321 654321 9999 8888 admin root guest'.split(
    ' ',
  ),
);
