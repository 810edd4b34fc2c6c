import { readGluedNumber, readNumber, readNumberWords } from './number-tokens.ts';
import type { Token, TokenKind } from './token.ts';

/**
 * Cuts a question into tokens, in order. Every pattern has bounded repeats, so that the time grows linearly with
 * the text, whatever it holds.
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const isShouted = isMostlyCapitalised(text);
  let startsSentence = true;
  for (const match of straighten(text).matchAll(TOKEN)) {
    const kind = kindOf(match.groups);
    if (kind !== undefined) {
      const isName = !startsSentence && !isShouted && /^\.?\p{Lu}/u.test(match[0]) && match[0] !== 'I';
      tokens.push(...read(kind, match[0], isName));
    }
    startsSentence = kind === undefined;
  }
  return readNumberWords(tokens);
}

/** Typographic quotes and dashes made plain, and a blank after a full stop that lacks one ("works.What now?"). */
function straighten(text: string): string {
  return text
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, '-')
    .replace(
      /(?<=[a-z)])[.?!](?=(?:What|How|Why|Is|Are|Can|Do|Does|Which|When|Where|Who|I|The|My|And|If)\b)/g,
      '$& ',
    );
}

/** In a headline or a shout a capital says nothing about the word. */
function isMostlyCapitalised(text: string): boolean {
  const words = text.slice(0, 2000).match(/\p{L}{4,}/gu) ?? [];
  const capitalised = words.filter((word) => /^\p{Lu}/u.test(word));
  return words.length >= 3 && capitalised.length > words.length * 0.7;
}

const EXTENSIONS =
  'txt|csv|tsv|json|jsonl|ya?ml|toml|xml|html?|css|scss|m?js|cjs|[jt]sx?|py|ipynb|java|kt|rs|go|rb|php|cs|cpp|hpp|sh|bat|ps1|sql|db|md|pdf|docx?|xlsx?|pptx?|png|jpe?g|gif|svg|webp|heic|mp[34]|wav|mov|zip|gz|tar|7z|exe|dll|env|ini|conf|cfg|log|lock|pem|key|crt';

const PATTERNS: Record<TokenKind | 'stop', RegExp> = {
  address:
    /\bhttps?:\/\/[^\s<>"'()]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|\b(?:[a-z0-9-]{1,63}\.){1,4}(?:com|org|net|io|dev|edu|gov|de|uk|eu|info|local)\b(?:\/[\w./-]{0,200})?|\b\d{1,3}(?:\.\d{1,3}){3}\b/u,
  date: /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b/u,
  time: /\b\d{1,2}:\d{2}(?::\d{2})?\b/,
  file: new RegExp(
    String.raw`(?<![\w)<\/])(?:~|\.{1,2}|[A-Za-z]:)?[\\/][\w.-]{1,80}(?:[\\/][\w.-]{1,80}){0,20}|(?<![\w.-])[\w.-]{0,80}\.(?:${EXTENSIONS})\b(?!\()`,
    'u',
  ),
  code: /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[A-Za-z]{1,12}-\d[\w-]{0,40}|(?<=\s)--?[a-zA-Z][\w-]{0,40}/u,
  number:
    /[$\u20ac\u00a3\u00a5\u20b9]?(?<![\p{L}_])\d[\d,]{0,20}(?:\.\d{1,12}){0,5}(?:\s?%)?[\u20ac\u00a3$]?(?![\p{L}\d_]|\.\d)/u,
  word: /\b[A-Za-z]-\p{L}{2,40}|\.?[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]{0,100}(?:(?:'|\.|::)[\p{L}\p{N}_]{1,60}){0,8}(?:\+\+|#)?/u,
  operator: /[=!]==?|&&|\|\||(?<=\s)\?\?(?=\s)|=>|:=|\*\*|<<|>>|<=|>=|\+=|-=/,
  stop: /[.?!:;\n]+/u,
};

const TOKEN = new RegExp(
  Object.entries(PATTERNS)
    .map(([kind, pattern]) => `(?<${kind}>${pattern.source})`)
    .join('|'),
  'gu',
);

const KINDS: readonly TokenKind[] = ['address', 'date', 'time', 'file', 'code', 'number', 'word', 'operator'];

function kindOf(groups: Record<string, string | undefined> | undefined): TokenKind | undefined {
  return KINDS.find((kind) => groups?.[kind] !== undefined);
}

function read(kind: TokenKind, text: string, isName: boolean): Token[] {
  if (kind === 'number') return readNumber(text);
  if (kind === 'file' && LIBRARIES_NAMED_LIKE_FILES.test(text))
    return [{ kind: 'word', text, value: text.toLowerCase(), isName }];
  if (kind !== 'word') return [{ kind, text, value: text.toLowerCase(), isName }];
  return readGluedNumber(text, isName) ?? readWord(text, isName);
}

const LIBRARIES_NAMED_LIKE_FILES =
  /^(?:node|vue|next|nuxt|react|express|three|d3|angular|ember|backbone|chart|socket|nest)\.(?:js|io)$/i;

/** One token, or two where a contraction hides a negation ("don't": "do", "not"). */
function readWord(text: string, isName: boolean): Token[] {
  const lower = text.toLowerCase();
  const negated = NEGATED.exec(lower);
  if (negated)
    return [
      word(text, FULL_FORMS.get(lower.replace("'", '')) ?? negated[1] ?? lower, isName),
      word(text, 'not', false),
    ];
  const base = lower.replace(/'(?:s|re|ve|ll|d|m)?$/, '');
  return [word(text, UNMARKED.get(base) ?? base, isName)];
}

/** "Cant" and "dont" are as common as "can't" and "don't". */
const NEGATED =
  /^(ca|wo|sha|ai|do|does|did|is|are|was|were|have|has|had|could|would|should|need|must|can)(?:n't|nt|not)$/;
const FULL_FORMS = new Map([
  ['cant', 'can'],
  ['cannot', 'can'],
  ['wont', 'will'],
  ['shant', 'shall'],
  ['aint', 'is'],
]);
const UNMARKED = new Map([
  ['whats', 'what'],
  ['hows', 'how'],
  ['wheres', 'where'],
  ['whos', 'who'],
  ['im', 'i'],
  ['ive', 'i'],
  ['thats', 'that'],
  ['theres', 'there'],
  ['lets', 'let'],
]);

function word(text: string, value: string, isName: boolean): Token {
  return { kind: 'word', text, value, isName };
}
