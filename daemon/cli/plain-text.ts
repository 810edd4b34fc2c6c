/**
 * Text from models and stores, fit for a terminal: without the control characters that move the cursor, set the title or
 * hide what stands there, and without those that turn the reading direction (Trojan Source, CVE-2021-42574).
 */
export function plainText(text: string): string {
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** The same on one line, cut to a length. */
export function oneLine(text: string, maxLength: number): string {
  const line = plainText(text).replaceAll(/\s+/g, ' ').trim();
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1)}\u2026`;
}
