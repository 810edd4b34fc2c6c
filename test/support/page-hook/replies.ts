/** What the scripted background says, for the bodies of the tests' requests. */
export const source = {
  decision: 'decision-1',
  cache: 'hit-exact',
  model: 'test',
  reason: 'the same question',
  ageSeconds: 3 * 86_400,
  entry: 'entry-1',
} as const;

export function respond(
  chunks: string[],
  options: {
    contentType?: string;
    paceMs?: number;
    more?: boolean;
    status?: number;
    headers?: Record<string, string>;
  } = {},
) {
  const { contentType = 'text/plain', paceMs = 0, more = false, status = 200, headers = {} } = options;
  const verdict = {
    kind: 'respond',
    status,
    headers: { 'content-type': contentType, ...headers },
    chunks,
    paceMs,
    more,
    source,
  };
  return { type: 'verdict', verdict };
}

export function pass(observe = false) {
  return { type: 'verdict', verdict: { kind: 'pass', observe, reason: 'test' } };
}

export function rewrite(body: string, observe = false) {
  return { type: 'verdict', verdict: { kind: 'rewrite', body, observe, source } };
}

/** The text of a request body. */
export function bodyWith(replies: object[], server: object = {}): string {
  return JSON.stringify({ replies, server });
}
