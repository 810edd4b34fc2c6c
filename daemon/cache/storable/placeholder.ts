/**
 * Whether a value stands for a secret and is none: YOUR_API_KEY, <token>, ${TOKEN}, xxxx, abc123. What documentation
 * shows must be storable, or no answer about logins ever is.
 */
export function isPlaceholder(value: string): boolean {
  const bare = value.replace(/^["'`]|["'`]$/g, '');
  if (/^[<{[%$(*.\u2026]|[>\]})]$/.test(bare)) return true;
  if (/x{4,}|\*{3,}|\.{3,}|_{4,}|0{6,}|1234567|abcdef(?:g|123)|987654|example/i.test(bare)) return true;
  if (STAND_INS.test(bare) || bare.includes(TOKEN_OF_JWT_IO)) return true;
  if (/^(.)\1*$/.test(bare)) return true;
  return looksLikeCode(bare);
}

/** The payload that jwt.io shows, and with it half the documentation on earth: {"sub":"1234567890", ... */
const TOKEN_OF_JWT_IO = 'eyJzdWIiOiIxMjM0NTY3ODkw';

const STAND_INS =
  /(?:^|[^a-z])(?:your|my|the|some|example|sample|test|testing|dummy|fake|demo|mock|placeholder|changeme|replace|insert|secret|token|password|passwd|passphrase|pass|foo|bar|baz|value|string|redacted|hidden|here|key)(?:$|[^a-z])|^(?:my|your|super|top)[a-z_-]{0,20}(?:password|secret|token|key|pass)/i;

/** `process.env.TOKEN`, `os.environ["X"]`, `getpass()`, `config.token`, SCREAMING_NAMES: code that fetches the value. */
function looksLikeCode(value: string): boolean {
  if (
    /^(?:process|os|env|config|settings|secrets|self|this|req|request|import|vault|ctx|app|props|data|user|args|options)\b[.[(]/i.test(
      value,
    )
  )
    return true;
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value) && !/\d{4,}/.test(value)) return true;
  return (
    /^[\w.]{1,60}\(/.test(value) ||
    /^(?:null|none|nil|undefined|true|false|input|getpass|prompt)$/i.test(value)
  );
}
