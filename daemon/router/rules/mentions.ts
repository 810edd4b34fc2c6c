/** A text as `mentions` looks through it: in one case, and accents in one form. */
export function searchable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/**
 * Whether a searchable text has a word or phrase. Words must be whole, and a few signs or spaces may stand between them:
 * "credit card" is in "credit-card fees", "art" is not in "start". Signs count where the phrase has them: "c++".
 * Takes time in proportion to the text, whatever it holds: that is why these are no regular expressions.
 */
export function mentions(text: string, phrase: string): boolean {
  const [first = '', ...others] = searchable(phrase).split(/\s+/).filter(Boolean);
  if (first === '') return false;
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
    if (!isEdge(text, at)) continue;
    if (endsWhole(text, at + first.length, others)) return true;
  }
  return false;
}

/** Signs between two words of a phrase: more are no phrase any more, and looking on would take time. */
const LONGEST_GAP = 20;

/** Whether the rest of a phrase follows at `from`, and ends there. */
function endsWhole(text: string, from: number, words: readonly string[]): boolean {
  let end = from;
  for (const word of words) {
    const start = skipSigns(text, end, word);
    if (start === end && !isUnspaced(text.charAt(end - 1))) return false;
    if (!text.startsWith(word, start)) return false;
    end = start + word.length;
  }
  return isEdge(text, end);
}

function skipSigns(text: string, from: number, next: string): number {
  const last = Math.min(text.length, from + LONGEST_GAP);
  let at = from;
  while (at < last && !isLetter(text.charAt(at)) && !text.startsWith(next, at)) at += 1;
  return at;
}

/** Whether no word goes on across `at`. */
function isEdge(text: string, at: number): boolean {
  const [before, after] = [text.charAt(at - 1), text.charAt(at)];
  return !isLetter(before) || !isLetter(after) || isUnspaced(before) || isUnspaced(after);
}

function isLetter(character: string): boolean {
  return /[\p{L}\p{M}\p{N}]/u.test(character);
}

/** Scripts that put no space between words. */
function isUnspaced(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u.test(
    character,
  );
}
