/** A line of a file of portable entries. */
export interface Line {
  /** Without its end. */
  text: string;
  /** Where the next line begins, in bytes from the start of the file. */
  end: number;
  /** False for what follows the last line break: perhaps the rest was never written. */
  isWhole: boolean;
}

const LINE_FEED = 10;

/**
 * Splits at line feeds only, and counts bytes. Node's readline also splits at U+2028, which JSON leaves in its texts, and
 * does not tell where in the file it is. `start` is where in the file the input begins.
 */
export async function* readLines(
  input: AsyncIterable<Buffer | string>,
  start = 0,
): AsyncGenerator<Line, void> {
  let pieces: Buffer[] = [];
  let end = start;
  const take = (): string => {
    const bytes = Buffer.concat(pieces);
    pieces = [];
    end += bytes.length;
    return bytes.toString('utf8').replace(/\r$/, '');
  };
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    let from = 0;
    for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, from)) {
      pieces.push(bytes.subarray(from, at));
      from = at + 1;
      const text = take();
      end += 1;
      yield { text, end, isWhole: true };
    }
    if (from < bytes.length) pieces.push(bytes.subarray(from));
  }
  if (pieces.length === 0) return;
  const text = take();
  yield { text, end, isWhole: false };
}
