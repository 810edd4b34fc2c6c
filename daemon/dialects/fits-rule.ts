import type { UrlRule } from '../../shared/url-rules.ts';

/** Whether an address fits a rule; the method is the page hook's business. */
export function fitsRule({ host, path }: UrlRule, url: URL): boolean {
  return (host === undefined || host === url.host) && fitsPath(path, url.pathname);
}

/** `*` stands for any run of characters, slashes included. */
function fitsPath(pattern: string, path: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return path === first;
  if (!path.startsWith(first) || path.length < first.length + last.length || !path.endsWith(last))
    return false;
  const end = path.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = path.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
