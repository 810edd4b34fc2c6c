/**
 * Where a page's chat requests go, as data: the daemon sends such rules for the sites that a user switched on, and the
 * page hook compares each request of the page with them. A rule is no code and no regular expression.
 */
export interface UrlRule {
  /** Upper case. */
  method: string;
  /** Exact host (with its port where it is not the scheme's own), or undefined for any. */
  host?: string | undefined;
  /** Path of the address, without the query: literal text with `*` for any run of characters, slashes included. */
  path: string;
}
