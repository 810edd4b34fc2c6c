import { wordClassOf } from './word-classes.ts';

/**
 * What the head in bound-head.ts sees of a sentence: its words, pairs of words, and its frame, which is the sentence
 * with function words kept and all others reduced to their ending. "has my parcel left Cologne" and "has our courier
 * reached Madrid" share the frame "has my X X", and with it that one case is asked about.
 */
export function boundFeatures(sentence: string): Set<string> {
  const words = wordsOf(sentence);
  const features = new Set<string>(shapeOf(sentence, words));
  const plain = ['^', ...words.map(({ text }) => text), '$'];
  for (const word of plain) features.add(word);
  addRuns(features, plain, 2, 2);
  addRuns(features, ['^', ...words.map(frameOf), '$'], 2, LONGEST_RUN);
  addRuns(features, ['^', ...words.map(classFrameOf), '$'], 1, LONGEST_RUN);
  return features;
}

/** More of a sentence tells nothing new, and a pasted document must not cost more than a question. */
const MOST_WORDS = 60;
const LONGEST_RUN = 4;

interface Word {
  text: string;
  /** Written with a capital although it begins no sentence: a name. */
  isName: boolean;
}

/** Code, and what is quoted: it is spoken of, not asked. */
const CODE =
  /`[^`]*`|["“][^"”]*["”]|\b\w+(?:\.\w+)*\([^)]*\)|\b[a-z]+(?:_[a-z]+)+(?:\.\w+)*\b|\b[a-z]+[A-Z]\w*|\b\w+\.\w+\.\w+|=>|::|[{};]/g;
const WORD = /[\p{L}\p{M}]+(?:['’][\p{L}]+)?|\p{N}+(?:[.,:]\p{N}+)*|[?€$£%]/gu;

function wordsOf(sentence: string): Word[] {
  const readable = sentence.replace(CODE, ' codespan ');
  return (readable.match(WORD) ?? []).slice(0, MOST_WORDS).map((raw, place) => ({
    text: /^\p{N}/u.test(raw) ? '0' : raw.toLowerCase().replace('’', "'"),
    isName: place > 0 && /^\p{Lu}[\p{Ll}\p{M}]/u.test(raw),
  }));
}

/** Words whose place in the sentence tells what is asked; all others stand for a thing or a deed. */
const KEPT = new Set(
  `codespan 0 ? $ € £ % i i'm i've i'd i'll me my mine myself we we're we've us our ours you you're your he she it it's its they their them this that
these those there here there's here's a an the some any no every each all both many much more most few less other another same next last latest newest current own
what what's which who who's whose whom when where where's why how how's if whether is isn't are aren't was wasn't were weren't be been being am do does doesn't did didn't
done has hasn't have haven't had can can't cannot could should would will won't may might must shall to of in on at by for from with without into onto up down off out over
under about around near nearest closest nearby between through after before during since until ago as than like per and or but not so too also then else instead now today tonight
tomorrow yesterday currently yet still already again ever never always usually just only left far long old often soon late early right away back please let's
tell show give write explain find get got going go mean means use used there's anyone anybody someone somebody everyone somewhere`
    .split(/\s+/)
    .filter(Boolean),
);

const ENDINGS = /(?:ing|ed|ly|est|tion|s)$/;

function frameOf({ text, isName }: Word): string {
  if (KEPT.has(text)) return text;
  if (isName) return 'N';
  return `X${text.length > 4 ? (ENDINGS.exec(text)?.[0] ?? '') : ''}`;
}

function classFrameOf(word: Word): string {
  const name = wordClassOf(word.text);
  return name === undefined ? frameOf(word) : `<${name}>`;
}

function addRuns(features: Set<string>, items: readonly string[], shortest: number, longest: number): void {
  for (let length = shortest; length <= longest; length += 1) {
    for (let start = 0; start + length <= items.length; start += 1) {
      features.add(items.slice(start, start + length).join(' '));
    }
  }
}

const SECRET_WORD =
  /\b(?:pass(?:word|phrase|code|wd)?|pwd?|pin|tan|otp|cvv|cvc|codes?|keys?|secret|token|login|log in|sign in|credentials?|user|card|iban|account|(?:tax|social security|passport) (?:id|number)|wallet|seed|-p|-u|-a)\b/i;

/** A string that nobody uses as a word: letters with digits or signs in between, or a row of digits. */
const VALUE = /(?:^|[\s:="'@])(?=\S*\d)(?=\S*[A-Za-z])[\w!#%&*+?@./~^=-]{6,}|\b\d{4,}\b|\b\d{3}[ -]\d{3,}\b/;

function* shapeOf(sentence: string, words: readonly Word[]): Generator<string> {
  const count = words.length;
  yield count <= 3 ? '#short' : count <= 6 ? '#medium' : count <= 11 ? '#long' : '#very-long';
  if (!sentence.includes('?')) yield '#no-question-mark';
  const hasSecretWord = SECRET_WORD.test(sentence);
  const hasValue = VALUE.test(sentence);
  if (hasValue) yield '#value';
  if (/\d{4,}/.test(sentence)) yield '#long-number';
  if (hasSecretWord && hasValue) yield '#secret-word-and-value';
  if (words.some(({ text }) => /^(?:i|i'm|i've|my|me|mine)$/.test(text))) yield '#first-person';
}
