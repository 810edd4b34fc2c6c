/** One piece of a question. */
export interface Token {
  kind: TokenKind;
  /** As written. */
  text: string;
  /** What to compare: words in lower case without apostrophe endings, numbers as digits. */
  value: string;
  /** Whether it has a capital where the sentence does not ask for one. */
  isName: boolean;
}

export type TokenKind = 'word' | 'number' | 'date' | 'time' | 'code' | 'address' | 'file' | 'operator';
