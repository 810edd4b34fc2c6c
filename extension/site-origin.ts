/** Whether a text is the origin of a web page: scheme, host and port, as `location.origin` has it. */
export function isSiteOrigin(text: string): boolean {
  return originOf(text) === text;
}

/** Origin of a web page's address; undefined for what is no web page, or has an origin of its own (a sandboxed frame). */
export function originOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/**
 * The match pattern that covers a site. Firefox knows no ports in patterns, so there it covers all ports of the host;
 * what a page may do is decided by its exact origin in any case.
 */
export function patternOf(origin: string, knowsPorts: boolean): string {
  const { protocol, host, hostname } = new URL(origin);
  return `${protocol}//${knowsPorts ? host : hostname}/*`;
}
