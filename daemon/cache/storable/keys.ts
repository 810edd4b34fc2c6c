import { isPlaceholder } from './placeholder.ts';

/** API keys, tokens and private keys, by the shapes that their issuers gave them. Returns the kind, never the key. */
export function findKey(text: string): string | undefined {
  for (const [kind, pattern] of SHAPES) {
    for (const match of text.matchAll(pattern)) {
      if (!isPlaceholder(match[1] ?? match[0])) return kind;
    }
  }
  return undefined;
}

const SHAPES: readonly [string, RegExp][] = [
  // A header alone is what documentation shows; a key has lines of base64 under it.
  [
    'private key',
    /-----BEGIN (?:[A-Z]{1,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----\s{1,4}(?:[A-Za-z-]{1,20}: [^\n]{0,100}\s{1,4}){0,4}([A-Za-z0-9+/=]{32,200})/g,
  ],
  ['JSON web token', /\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{16,2000}/g],
  ['OpenAI or Anthropic key', /\bsk-(?:proj-|ant-|svcacct-|admin-|or-v1-)?([\w-]{20,200})/g],
  ['GitHub token', /\b(?:gh[pousr]_([A-Za-z0-9]{36,255})|github_pat_(\w{22,255}))/g],
  ['GitLab token', /\bgl(?:pat|dt|rt|ptt)-([\w-]{20,60})/g],
  ['AWS key id', /\b(?:AKIA|ASIA)([A-Z0-9]{16})\b/g],
  ['AWS secret key', /\baws_?secret_?(?:access_?)?key["']?\s{0,3}[=:]\s{0,3}["']?([A-Za-z0-9/+=]{40})\b/gi],
  ['Google key', /\bAIza([\w-]{35})\b/g],
  ['Google token', /\bya29\.([\w-]{20,500})/g],
  ['Azure storage key', /\bAccountKey=([A-Za-z0-9+/=]{60,120})/g],
  ['Slack token', /\bxox[abeoprs]-([\w-]{10,200})/g],
  ['Slack webhook', /hooks\.slack\.com\/services\/(T\w{6,14}\/B\w{6,14}\/\w{20,30})/g],
  ['Stripe key', /\b(?:sk|rk)_(?:live|test)_([A-Za-z0-9]{16,200})/g],
  ['SendGrid key', /\bSG\.([\w-]{16,40}\.[\w-]{16,80})/g],
  ['Twilio key', /\b(?:SK|AC)([0-9a-f]{32})\b/g],
  ['npm token', /\bnpm_([A-Za-z0-9]{36})\b/g],
  ['PyPI token', /\bpypi-(AgE[\w-]{50,300})/g],
  ['Hugging Face token', /\bhf_([A-Za-z0-9]{30,60})\b/g],
  ['DigitalOcean token', /\bdo[opr]_v1_([0-9a-f]{64})\b/g],
  ['Telegram token', /\b\d{8,10}:(AA[\w-]{33})\b/g],
  ['bearer token', /\bBearer\s{1,3}([\w.~+/-]{20,2000}=*)/g],
  [
    'API key',
    /\b(?:api|access|secret|auth|client)[_ -]?(?:key|token|secret)["']?\s{0,3}(?:[=:]|\bis\b)\s{0,3}["']?([\w./+-]{16,200}=*)/gi,
  ],
];
