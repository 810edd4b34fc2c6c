/**
 * Compares a page's request with the daemon's rules by plain string work: no URL object and no regular expression, since
 * every request of the page passes here. An address that needs real parsing (relative to a folder) takes a slower road.
 */
import type { UrlRule } from '../../shared/url-rules';
import * as natives from './natives';

export interface RequestMatcher {
  matches(method: string, url: string): boolean;
}

/** Where the page stands: relative addresses count from there. */
export interface PageBase {
  /** `document.baseURI`, read at each match since a `<base>` element may come later. */
  readUrl(): string;
}

/** The rules of one method. */
interface Link {
  host: string | undefined;
  path: string;
  next: Link | undefined;
}

export function compileRules(rules: readonly UrlRule[], base: PageBase): RequestMatcher {
  const byMethod = natives.bare<Record<string, Link | undefined>>({});
  for (let index = 0; index < rules.length; index += 1) {
    const rule = rules[index];
    if (rule === undefined) continue;
    byMethod[rule.method] = natives.bare<Link>({
      host: rule.host === undefined ? undefined : natives.lowerCase(rule.host),
      path: rule.path,
      next: byMethod[rule.method],
    });
  }
  return {
    matches: (method, url) => {
      // First, since most requests of a page are GETs.
      let rule = byMethod[method] ?? byMethod[natives.upperCase(method)];
      if (rule === undefined) return false;
      const address = splitAddress(url, base);
      if (address === undefined) return false;
      for (; rule !== undefined; rule = rule.next) {
        const isHost = rule.host === undefined || rule.host === address.host;
        if (isHost && fits(address.path, rule.path)) return true;
      }
      return false;
    },
  };
}

/** Whether the path is the pattern's text, with any run of characters in the place of each `*`. */
function fits(path: string, pattern: string): boolean {
  let position = 0;
  let start = 0;
  for (;;) {
    const star = natives.indexOf(pattern, '*', start);
    if (star < 0) break;
    const piece = natives.slice(pattern, start, star);
    const found = natives.indexOf(path, piece, position);
    if (found < 0 || (start === 0 && found > 0)) return false;
    position = found + piece.length;
    start = star + 1;
  }
  if (start === 0) return path === pattern;
  const end = natives.slice(pattern, start);
  return path.length - end.length >= position && natives.endsWith(path, end);
}

interface Address {
  host: string;
  path: string;
}

function splitAddress(url: string, base: PageBase): Address | undefined {
  const absolute = splitAbsolute(url);
  if (absolute !== undefined) return absolute;
  const baseUrl = base.readUrl();
  if (natives.startsWith(url, '/') && !natives.startsWith(url, '//')) {
    const host = splitAbsolute(baseUrl)?.host;
    if (host !== undefined) return natives.bare({ host, path: pathOf(url) });
  }
  try {
    return splitAbsolute(natives.hrefOf(new natives.URL(url, baseUrl)));
  } catch {
    // The browser will refuse this address in its own words.
    return undefined;
  }
}

/** Host and path of `http://...` or `https://...`; undefined for any other form. */
function splitAbsolute(url: string): Address | undefined {
  const isSecure = natives.startsWith(url, 'https://');
  if (!isSecure && !natives.startsWith(url, 'http://')) return undefined;
  const hostStart = isSecure ? 8 : 7;
  const slash = natives.indexOf(url, '/', hostStart);
  const rest = slash < 0 ? '' : natives.slice(url, slash);
  const authority = slash < 0 ? pathOf(natives.slice(url, hostStart)) : natives.slice(url, hostStart, slash);
  const ownPort = isSecure ? ':443' : ':80';
  const host = natives.endsWith(authority, ownPort)
    ? natives.slice(authority, 0, authority.length - ownPort.length)
    : authority;
  return natives.bare({ host: natives.lowerCase(host), path: rest === '' ? '/' : pathOf(rest) });
}

/** The text before its query or fragment. */
function pathOf(text: string): string {
  const query = natives.indexOf(text, '?');
  const fragment = natives.indexOf(text, '#');
  const end = query < 0 || (fragment >= 0 && fragment < query) ? fragment : query;
  return end < 0 ? text : natives.slice(text, 0, end);
}
