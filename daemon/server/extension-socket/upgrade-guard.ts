import { SOCKET_PATH } from '../../../shared/protocol.ts';
import { findHost } from '../access-guard.ts';

/** What of an upgrade request decides. */
export interface UpgradeRequest {
  method?: string | undefined;
  url?: string | undefined;
  rawHeaders: string[];
}

export type Admission =
  /** `host` as the extension connected to it, `origin` of the extension. */
  { isAdmitted: true; origin: string; host: string } | { isAdmitted: false; status: number; message: string };

/** Chrome's ids are 32 letters from a to p, Firefox's a random UUID a profile. */
const EXTENSION_ORIGIN =
  /^(?:chrome-extension:\/\/[a-p]{32}|moz-extension:\/\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/**
 * Whether an upgrade request may become an extension's socket: path, then Host, then Origin, as on the HTTP inlet. A
 * browser sets Origin and no page can: web pages never get in. Which extension it is, the handshake proves.
 */
export function admit(request: UpgradeRequest, hosts: ReadonlySet<string>): Admission {
  const { method, url = '', rawHeaders } = request;
  const [path, query] = url.split('?', 2);
  if (path !== SOCKET_PATH) return refused(404, 'There is no WebSocket at this path.');
  // What stands in an address ends up in logs: no token is ever taken from there.
  if (query !== undefined) return refused(400, 'This address takes no parameters.');
  if (method !== 'GET') return refused(405, 'A WebSocket begins with GET.');
  const host = findHost(rawHeaders, hosts);
  if (host === undefined) return refused(403, 'This Host is not served here.');
  const origins = valuesOf(rawHeaders, 'origin');
  const [origin] = origins;
  if (origins.length !== 1 || origin === undefined || !EXTENSION_ORIGIN.test(origin))
    return refused(403, 'Only the AskOnce browser extension may connect here.');
  return { isAdmitted: true, origin, host };
}

function refused(status: number, message: string): Admission {
  return { isAdmitted: false, status, message };
}

function valuesOf(rawHeaders: string[], name: string): string[] {
  return rawHeaders.filter(
    (_value, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}
