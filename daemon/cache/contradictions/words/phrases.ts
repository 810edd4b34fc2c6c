import { NAMES } from './names.ts';
import { stem } from './stem.ts';
import { SYNONYM_WORDS } from './synonyms.ts';
import type { Token } from './token.ts';

/** Joins words that mean something together: "new york" becomes new_york, "get rid of" remove, "turn it off" turn_off. */
export function joinPhrases(tokens: readonly Token[]): Token[] {
  const joined: Token[] = [];
  for (let index = 0; index < tokens.length;) {
    const phrase = phraseAt(tokens, index) ?? particleVerbAt(tokens, index);
    const token = tokens[index];
    if (phrase) {
      joined.push(...phrase.tokens);
      index += phrase.length;
    } else {
      if (token) joined.push(token);
      index += 1;
    }
  }
  return joined;
}

interface Joined {
  tokens: Token[];
  length: number;
}

function phraseAt(tokens: readonly Token[], index: number): Joined | undefined {
  const first = tokens[index];
  if (first === undefined || stemOf(first) === undefined) return undefined;
  for (const phrase of PHRASES.get(stemOf(first) ?? '') ?? []) {
    const found = tokens.slice(index, index + phrase.stems.length);
    if (!phrase.stems.every((wanted, offset) => wanted === stemOf(found[offset]))) continue;
    const text = found.map((token) => token.text).join(' ');
    const isName = found.some((token) => token.isName);
    const token: Token = { kind: 'word', text, value: phrase.value, isName };
    return { tokens: phrase.value === '' ? [] : [token], length: phrase.stems.length };
  }
  return undefined;
}

function stemOf(token: Token | undefined): string | undefined {
  if (token?.kind === 'number') return token.value;
  return token?.kind === 'word' ? stem(token.value) : undefined;
}

const PARTICLE_VERBS = new Set(['turn', 'switch', 'shut', 'power']);
const LONGEST_OBJECT = 4;

/** "Switch the voicemail off": the particle stands up to four words behind its verb. */
function particleVerbAt(tokens: readonly Token[], index: number): Joined | undefined {
  const verb = tokens[index];
  if (verb === undefined || !PARTICLE_VERBS.has(stemOf(verb) ?? '')) return undefined;
  const rest = tokens.slice(index + 1, index + 2 + LONGEST_OBJECT);
  const at = rest.findIndex((token) => token.value === 'off' || token.value === 'on');
  const particle = rest[at];
  if (particle === undefined) return undefined;
  const text = `${verb.text} ${particle.text}`;
  const joined: Token = {
    kind: 'word',
    text,
    value: particle.value === 'on' ? 'turn_on' : 'turn_off',
    isName: false,
  };
  return { tokens: [joined, ...rest.slice(0, at)], length: at + 2 };
}

/** "written: stands for". */
const REPLACED = `
get rid of: remove; how come: how_come; what for: why; how to: how; no longer: not; not any more: not; not anymore: not; any longer: still;
turn on: turn_on; switch on: turn_on; turn off: turn_off; switch off: turn_off; shut off: turn_off; power off: turn_off;
shut down: shutdown; shutdown: shutdown; opt out: unsubscribe; opt in: subscribe; as well as: and; along with: with;
e mail: email; voice mail: voicemail; wi fi: wifi; t shirt: tshirt; check in: checkin; check out: checkout; log file: log;
2 factor: 2fa; 2 step: 2fa; multi factor: mfa; or not: ; yes or no: ; yes no: ; not only: ; even though: although;
if not: otherwise; why not: why; in order to: to; so that: to; make sure: ensure; used to: used_to; use to: used_to;
going to: going_to; instead of: instead_of; rather than: instead_of; in place of: instead_of; more than: more_than; less than: less_than; at least: at_least; at most: at_most; have to: must; has to: must; need to: must; needs to: must;
a lot of: many; lots of: many; a couple of: few; as soon as: when; due to: because; because of: because; cash machine: atm;
cash point: atm; cell phone: phone; mobile phone: phone; smart phone: phone; i phone: iphone; data base: database;
user name: username; pass word: password; web site: website; file name: filename; time zone: timezone; data frame: dataframe;
full time: fulltime; part time: parttime; long term: longterm; short term: shortterm; home page: homepage; data type: datatype;
left join: left_join; right join: right_join; inner join: inner_join; outer join: outer_join; up to: upto; up to date: current
`;

interface Phrase {
  stems: string[];
  value: string;
}

const PHRASES = buildPhrases();

function buildPhrases(): Map<string, Phrase[]> {
  const written = REPLACED.trim()
    .split(/;\s*/)
    .map((entry): [string, string] => {
      const [phrase = '', value = ''] = entry.split(':');
      return [phrase, value.trim()];
    });
  const compounds = [...NAMES.keys(), ...SYNONYM_WORDS].filter((word) => word.includes('_'));
  const phrases = new Map<string, Phrase[]>();
  for (const [phrase, value] of [
    ...written,
    ...compounds.map((word): [string, string] => [word.replaceAll('_', ' '), word]),
  ]) {
    const stems = phrase.split(' ').map((word) => stem(word));
    const first = stems[0] ?? '';
    phrases.set(
      first,
      [...(phrases.get(first) ?? []), { stems, value }].sort((a, b) => b.stems.length - a.stems.length),
    );
  }
  return phrases;
}
