import { originOf } from '../site-origin';

/** What the browser says of the other end of a port; the page has no say in it. */
export interface PortSender {
  id?: string | undefined;
  url?: string | undefined;
  origin?: string | undefined;
  documentId?: string | undefined;
  frameId?: number | undefined;
  tab?: { id?: number | undefined; incognito: boolean } | undefined;
}

export interface PageIdentity {
  /** Origin of the frame. */
  site: string;
  /** The same as long as one loaded document lives. */
  document: string;
  tabId: number;
  isTopFrame: boolean;
  isPrivateWindow: boolean;
}

/**
 * Whose port this is; undefined where it is not a document of a web page, or one with an opaque origin (a sandboxed
 * frame): such a document shares its origin with nobody, so no stored answer is for it.
 */
export function identify(
  sender: PortSender | undefined,
  extensionId: string,
  newId: () => string,
): PageIdentity | undefined {
  const { id, tab, origin, url, frameId, documentId } = sender ?? {};
  if (id !== extensionId || tab?.id === undefined || frameId === undefined) return undefined;
  // An address alone does not tell a sandboxed frame from its site; "null" does. Blank frames inherit their origin.
  const site = originOf(origin ?? url);
  if (site === undefined) return undefined;
  return {
    site,
    document: documentId ?? newId(),
    tabId: tab.id,
    isTopFrame: frameId === 0,
    isPrivateWindow: tab.incognito,
  };
}
