/** Responses that tell the page of themselves what the server's own would tell. */
import * as natives from './natives';
import type { Patches } from './patches';

/** What a Response of ours cannot be given by its constructor. */
export interface ResponseFacts {
  /** Absolute, without fragment. */
  url: string;
  type: ResponseType;
  redirected: boolean;
}

interface ResponseOptions {
  facts: ResponseFacts;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
  status: number;
  statusText: string;
  headers: HeadersInit;
}

interface Tools {
  patches: Patches;
}

export function createResponse(options: ResponseOptions, tools: Tools): Response {
  const { status, statusText, headers } = options;
  const init = natives.bare<ResponseInit>({ status, statusText, headers });
  return withFacts(new natives.Response(options.body, init), options.facts, tools);
}

/** `new Response()` says `url: ""` and `type: "default"`, and so would each copy that `clone()` makes. */
function withFacts(response: Response, facts: ResponseFacts, tools: Tools): Response {
  const { patches } = tools;
  const clone = function clone(this: Response): Response {
    return withFacts(natives.cloneResponse(response), facts, tools);
  };
  patches.disguise(clone, natives.responseClone);
  const define = (name: string, value: unknown) => {
    natives.defineProperty(response, name, natives.bare({ value, configurable: true, writable: true }));
  };
  define('url', facts.url);
  define('type', facts.type);
  define('redirected', facts.redirected);
  define('clone', clone);
  return response;
}
