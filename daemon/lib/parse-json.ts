/** What a text says as JSON; undefined where it is none: cut off, damaged, or something else altogether. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
