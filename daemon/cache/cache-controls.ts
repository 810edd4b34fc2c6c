/** What a client asks of the cache, by the standard request header (RFC 9111, section 5.2.1). */
export interface CacheControls {
  /** A fresh answer; it replaces the stored one. */
  noCache: boolean;
  /** Nothing of this exchange is stored. */
  noStore: boolean;
  /** Stored answers older than this many seconds do not count. */
  maxAgeSeconds: number | undefined;
  /** A stored answer or none (504): no model is asked. */
  onlyIfCached: boolean;
}

/** Reads a `cache-control` request header; directives that are unknown or malformed are ignored, as the RFC asks. */
export function parseCacheControl(header: string | undefined): CacheControls {
  const directives = new Map<string, string>();
  for (const directive of (header ?? '').toLowerCase().split(',')) {
    const [name = '', value = ''] = directive.split('=', 2);
    directives.set(name.trim(), value.trim().replaceAll('"', ''));
  }
  const maxAge = directives.get('max-age');
  return {
    noCache: directives.has('no-cache'),
    noStore: directives.has('no-store'),
    maxAgeSeconds: maxAge !== undefined && /^\d{1,10}$/.test(maxAge) ? Number(maxAge) : undefined,
    onlyIfCached: directives.has('only-if-cached'),
  };
}
