/** Reads one call of `fetch` that matches a rule, as it stood when the page made it. */
import { MAX_REQUEST_CHARACTERS } from '../../shared/page-limits';
import type { PageRequest } from '../../shared/protocol';
import { type Hook, withoutFragment } from './hook';
import * as natives from './natives';

export interface FetchCall {
  url: string;
  signal: AbortSignal | undefined;
  /** What is asked about; undefined where the body turns out not to be one. */
  readRequest(): Promise<PageRequest | undefined>;
  /** For the page's own request: the arguments with all that the page could have changed meanwhile as it was. */
  parameters: unknown[];
  /** The same with another body and nothing else changed. */
  withBody(text: string): unknown[];
}

/** Undefined where the call is to pass at once, with the very same arguments. */
export function readFetchCall(self: unknown, parameters: unknown[], hook: Hook): FetchCall | undefined {
  const input = parameters[0];
  const init = isObject(parameters[1]) ? parameters[1] : undefined;
  const request =
    isObject(input) && natives.tagOf(input) === '[object Request]'
      ? (input as unknown as Request)
      : undefined;
  const method = natives.String(
    init?.method ?? (request === undefined ? 'GET' : natives.requestMethod(request)),
  );
  const url = request === undefined ? addressOf(input) : natives.requestUrl(request);
  if (url === undefined || !hook.matches(method, url)) return undefined;
  if (self !== undefined && self !== null && self !== hook.scope) return undefined;

  const absolute = withoutFragment(hook.absoluteUrl(url));
  if (!isPlain(init, request)) return undefined;
  const target = { url: absolute, method: natives.upperCase(method) };
  return request === undefined
    ? readAddressCall(url, init ?? natives.bare({}), target)
    : readRequestCall(request, init, target);
}

type Init = Record<string, unknown>;
type Target = Pick<PageRequest, 'url' | 'method'>;

function isObject(value: unknown): value is Init {
  return typeof value === 'object' && value !== null;
}

function addressOf(input: unknown): string | undefined {
  if (typeof input === 'string') return input;
  return isObject(input) && natives.tagOf(input) === '[object URL]'
    ? natives.hrefOf(input as unknown as URL)
    : undefined;
}

/** No answer of ours could look like an opaque one; an aborted call has its own end. */
function isPlain(init: Init | undefined, request: Request | undefined): boolean {
  const mode = init?.mode ?? (request && natives.requestMode(request)) ?? 'cors';
  const signal = init?.signal ?? (request && natives.requestSignal(request));
  const isAborted = isObject(signal) && natives.isAborted(signal as unknown as AbortSignal);
  return mode === 'cors' && !isAborted;
}

/** `fetch(address, init)`. */
function readAddressCall(address: string, init: Init, target: Target): FetchCall | undefined {
  const { body } = init;
  const text = textOf(body);
  if (text === undefined || !isPlainObject(init)) return undefined;
  const headers = new natives.Headers((init.headers ?? undefined) as HeadersInit | undefined);
  const contentType = natives.headerOf(headers, 'content-type') ?? ownContentType(body);
  const snapshot = snapshotOf(init);
  snapshot.headers = headers;
  return {
    url: target.url,
    signal: (init.signal ?? undefined) as AbortSignal | undefined,
    readRequest: async () => asPageRequest(target, contentType, await text),
    parameters: [address, snapshot],
    withBody: (changed) => {
      snapshot.body =
        typeof body === 'string' ? changed : new natives.Blob([changed], natives.bare({ type: contentType }));
      return [address, snapshot];
    },
  };
}

/** `fetch(request)`: a copy takes the request's body over at once, as the browser's own `fetch` would. */
function readRequestCall(request: Request, init: Init | undefined, target: Target): FetchCall | undefined {
  const body = init?.body ?? '';
  // A request made of a stream has no type of its own, and its stream may never end.
  const isTyped = natives.headerOf(natives.requestHeaders(request), 'content-type') !== null;
  if (typeof body !== 'string' || natives.requestIsUsed(request) || !isTyped) return undefined;
  const copy = new natives.Request(request, init);
  const contentType = natives.headerOf(natives.requestHeaders(copy), 'content-type') ?? '';
  return {
    url: target.url,
    signal: natives.requestSignal(copy),
    readRequest: async () => {
      if (natives.startsWith(contentType, 'multipart/')) return undefined;
      return asPageRequest(target, contentType, await natives.requestText(natives.cloneRequest(copy)));
    },
    parameters: [copy],
    withBody: (changed) => [new natives.Request(copy, natives.bare({ body: changed }))],
  };
}

/** A body that can be read without using it up; streams and forms cannot. */
function textOf(body: unknown): string | Promise<string> | undefined {
  if (typeof body === 'string') return body;
  if (!isObject(body)) return undefined;
  const tag = natives.tagOf(body);
  if (tag === '[object URLSearchParams]') return natives.searchText(body as unknown as URLSearchParams);
  if (tag !== '[object Blob]') return undefined;
  const blob = body as unknown as Blob;
  return natives.blobSize(blob) <= MAX_REQUEST_CHARACTERS ? natives.blobText(blob) : undefined;
}

/** What the browser sends where the page names no type. */
export function ownContentType(body: unknown): string {
  if (typeof body === 'string') return 'text/plain;charset=UTF-8';
  const isForm = natives.tagOf(body) === '[object URLSearchParams]';
  return isForm ? 'application/x-www-form-urlencoded;charset=UTF-8' : natives.blobType(body as Blob);
}

/** An object whose members are its own, so that a copy of these is a copy of all. */
function isPlainObject(init: Init): boolean {
  const prototype = natives.prototypeOf(init);
  return prototype === null || natives.prototypeOf(prototype) === null;
}

function snapshotOf(init: Init): Init {
  const snapshot = natives.bare<Init>({});
  const keys = natives.ownKeys(init);
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] as string;
    snapshot[key] = init[key];
  }
  return snapshot;
}

function asPageRequest(target: Target, contentType: string, body: string): PageRequest | undefined {
  const isSendable = body !== '' && body.length <= MAX_REQUEST_CHARACTERS && contentType.length <= 300;
  return isSendable ? natives.bare<PageRequest>({ ...target, contentType, body }) : undefined;
}
