/** What both interceptors need of the hook: whether a request is one to ask about, and whom to ask. */
import type { PageAnswer, PageRequest } from '../../shared/protocol';
import * as natives from './natives';
import type { PageScope } from './natives';
import type { Patches } from './patches';
import type { RequestController } from './request-controller';

export interface Hook {
  scope: PageScope;
  patches: Patches;
  /** Before the rules are there nothing matches, and the request is remembered for the count. */
  matches(method: string, url: string): boolean;
  /** Absolute form of an address of the page's. */
  absoluteUrl(url: string): string;
  ask(request: PageRequest): RequestController;
  /** A page's own answer, asked for by the verdict on that request. */
  sendObserved(id: string, answer: PageAnswer): void;
  /** Something of ours failed and the page's own request went on. Too many of these and the hook leaves the document. */
  reportFault(what: string): void;
}

/** The document's address without what the server never sees. */
export function withoutFragment(url: string): string {
  const fragment = natives.indexOf(url, '#');
  return fragment < 0 ? url : natives.slice(url, 0, fragment);
}

/** As the browser types a response: by where it comes from. */
export function responseTypeOf(url: string, { scope }: Hook): 'basic' | 'cors' {
  return natives.originOf(new natives.URL(url)) === scope.origin ? 'basic' : 'cors';
}
