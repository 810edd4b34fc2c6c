/**
 * One form for texts that differ in nothing that matters, so that they share a key: NFC, line ends, invisible
 * characters, runs of blanks, blanks at the ends. What may matter stays: case, punctuation, line breaks, indentation
 * and blanks inside code. Normalising twice changes nothing.
 */
export function normaliseQuestion(text: string): string {
  const plain = text
    .replace(INVISIBLE, '')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(/\r\n?/g, '\n')
    .normalize('NFC')
    .trim();
  return collapseOutsideFences(plain.split('\n')).join('\n').trim();
}

/** Zero-width space, word joiner, byte order mark, soft hyphen, direction marks. Joiners build emoji and scripts, so they stay. */
const INVISIBLE = /[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Half a character; databases and wire formats refuse it. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

function collapseOutsideFences(lines: readonly string[]): string[] {
  let open: string | undefined;
  return lines.map((line) => {
    const fence = FENCE.exec(line)?.[1];
    if (open !== undefined) {
      if (fence?.startsWith(open) === true) open = undefined;
      return line;
    }
    open = fence;
    return fence === undefined ? collapse(line) : line;
  });
}

/** Three or more backticks or tildes open a code block, as many or more close it (CommonMark, section 4.5). */
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** The indentation and what stands between backticks are kept as they are. */
function collapse(line: string): string {
  const indentation = /^[\t\p{Zs}]*/u.exec(line)?.[0] ?? '';
  const pieces = line.slice(indentation.length).split(/(`[^`]*`)/);
  const collapsed = pieces.map((piece) =>
    piece.startsWith('`') ? piece : piece.replace(/[\t\v\f\p{Zs}]+/gu, ' '),
  );
  return (indentation + collapsed.join('')).trimEnd();
}
