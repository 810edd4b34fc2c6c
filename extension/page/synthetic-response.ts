/** Responses that tell the page of themselves what the server's own would tell. */
import * as natives from './natives';
import type { AnyFunction, Patches } from './patches';

/** What a Response of ours cannot be given by its constructor. */
export interface ResponseFacts {
  /** Absolute, without fragment. */
  url: string;
  type: ResponseType;
  redirected: boolean;
  /** How its stream failed, once it has. */
  failure?: { reason: unknown };
}

interface ResponseOptions {
  facts: ResponseFacts;
  body: ReadableStream<Uint8Array<ArrayBuffer>>;
  status: number;
  statusText: string;
  headers: HeadersInit;
}

export function createResponse(options: ResponseOptions, patches: Patches): Response {
  const { status, statusText, headers } = options;
  const init = natives.bare<ResponseInit>({ status, statusText, headers });
  return withFacts(new natives.Response(options.body, init), options.facts, patches);
}

/**
 * `new Response()` says `url: ""` and `type: "default"`, and so would each copy that `clone()` makes. And where its stream
 * fails, `text()` and the like reject with a TypeError of their own (Chromium): a page would not see that it had aborted.
 */
function withFacts(response: Response, facts: ResponseFacts, patches: Patches): Response {
  const define = (name: string, value: unknown) => {
    natives.defineProperty(response, name, natives.bare({ value, configurable: true, writable: true }));
  };
  define('url', facts.url);
  define('type', facts.type);
  define('redirected', facts.redirected);
  define(
    'clone',
    patches.wrap(natives.responseClone, () => withFacts(natives.cloneResponse(response), facts, patches)),
  );
  const names = natives.ownKeys(natives.bodyReaders);
  for (let index = 0; index < names.length; index += 1) {
    const name = names[index] as string;
    const wrapped = patches.wrap(natives.bodyReaders[name] as AnyFunction, async (reader) => {
      try {
        return (await natives.apply(reader, response, [])) as unknown;
      } catch (error) {
        throw (facts.failure === undefined ? error : facts.failure.reason) as Error;
      }
    });
    define(name, wrapped);
  }
  return response;
}
