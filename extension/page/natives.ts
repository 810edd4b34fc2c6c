/**
 * The built-ins that the hook works with, captured as this module loads: before any script of the page has run. A page
 * may replace methods of `Object`, `Promise`, `Response` and so on later, by accident or to look inside: the hook calls
 * only what it took here, and hands dictionaries over without a prototype, since a missing member would be looked up
 * there. Import it whole (`import * as natives`), so that each use reads as one of these.
 */
export type PageScope = Window & typeof globalThis;

interface Constructor<T> {
  prototype: T;
}
type Key<T> = Extract<keyof T, string | symbol>;
type Method<T, K extends keyof T> = T[K] extends (...parameters: infer P) => infer R
  ? (self: T, ...parameters: P) => R
  : never;
type Bytes = Uint8Array<ArrayBuffer>;

export const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys, deleteProperty } = Reflect;
const { getPrototypeOf, setPrototypeOf } = Object;
export const prototypeOf = getPrototypeOf as (value: object) => object | null;
const { String, WeakMap, Promise, Proxy, TypeError, URL, Blob, TextDecoder } = globalThis;
const { Response, Request, Headers, ReadableStream, setTimeout, clearTimeout } = globalThis;
export {
  Blob,
  Headers,
  Promise,
  Proxy,
  ReadableStream,
  Request,
  Response,
  String,
  TextDecoder,
  TypeError,
  URL,
  WeakMap,
};

export const parse = JSON.parse as (text: string) => unknown;
export const stringify = JSON.stringify as (value: unknown) => string | undefined;
export const now = performance.now.bind(performance);

/** The same object without a prototype. */
export function bare<T extends object>(object: T): T {
  return setPrototypeOf(object, null) as T;
}

/** Calls back after so many milliseconds; returns its undo. */
export function after(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => {
    clearTimeout(timer);
  };
}

const encoder = new TextEncoder();
const encodeWith = methodOf(TextEncoder, 'encode');
export const encode = (text: string) => encodeWith(encoder, text);
export const decode = methodOf(TextDecoder, 'decode');

/** "[object Request]" and the like: also for objects of another frame, for which `instanceof` is false. */
export const tagOf = methodOf(Object, 'toString') as (value: unknown) => string;
export const mapGet = methodOf(WeakMap, 'get') as (
  map: WeakMap<object, object>,
  key: object,
) => object | undefined;
export const mapSet = methodOf(WeakMap, 'set');
export const mapDelete = methodOf(WeakMap, 'delete');

export const slice = methodOf(String, 'slice');
export const indexOf = methodOf(String, 'indexOf');
export const startsWith = methodOf(String, 'startsWith');
export const endsWith = methodOf(String, 'endsWith');
export const upperCase = methodOf(String, 'toUpperCase');
export const lowerCase = methodOf(String, 'toLowerCase');

export const hrefOf = getterOf(URL, 'href');
export const originOf = getterOf(URL, 'origin');
export const searchText = methodOf(URLSearchParams, 'toString');
export const blobSize = getterOf(Blob, 'size');
export const blobType = getterOf(Blob, 'type');
export const blobText = methodOf(Blob, 'text');

export const listen = methodOf(EventTarget, 'addEventListener');
export const unlisten = methodOf(EventTarget, 'removeEventListener');
export const dispatch = methodOf(EventTarget, 'dispatchEvent');
export const isAborted = getterOf(AbortSignal, 'aborted');
export const abortReason = getterOf(AbortSignal, 'reason');
export const messageData = getterOf(MessageEvent, 'data') as (event: MessageEvent) => unknown;
export const postMessage = methodOf(MessagePort, 'postMessage') as (port: MessagePort, text: string) => void;
export const closePort = methodOf(MessagePort, 'close');

export const requestUrl = getterOf(Request, 'url');
export const requestMethod = getterOf(Request, 'method');
export const requestMode = getterOf(Request, 'mode');
export const requestSignal = getterOf(Request, 'signal');
export const requestHeaders = getterOf(Request, 'headers');
export const requestIsUsed = getterOf(Request, 'bodyUsed');
export const cloneRequest = methodOf(Request, 'clone');
export const requestText = methodOf(Request, 'text');

export const responseUrl = getterOf(Response, 'url');
export const responseType = getterOf(Response, 'type');
export const responseIsRedirected = getterOf(Response, 'redirected');
export const responseStatus = getterOf(Response, 'status');
export const responseStatusText = getterOf(Response, 'statusText');
export const responseHeaders = getterOf(Response, 'headers');
export const responseBody = getterOf(Response, 'body');
export const responseClone = getOwnPropertyDescriptor(Response.prototype, 'clone')?.value as () => Response;
export const cloneResponse = methodOf(Response, 'clone');
/** `text()` and its kind, by name; `bytes` is missing in older browsers. */
export const bodyReaders = bare<Record<string, () => Promise<unknown>>>({});
for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']) {
  const reader = getOwnPropertyDescriptor(Response.prototype, name)?.value as
    (() => Promise<unknown>) | undefined;
  if (reader !== undefined) bodyReaders[name] = reader;
}
export const headerOf = methodOf(Headers, 'get');
export const eachHeader = methodOf(Headers, 'forEach');

export const readerOf = methodOf(ReadableStream, 'getReader') as (
  stream: ReadableStream<Bytes>,
) => ReadableStreamDefaultReader<Bytes>;
export const cancelReader = methodOf(ReadableStreamDefaultReader, 'cancel');
export const read = methodOf(ReadableStreamDefaultReader, 'read') as (
  reader: ReadableStreamDefaultReader<Bytes>,
) => Promise<ReadableStreamReadResult<Bytes>>;
export const readerClosed = getterOf(ReadableStreamDefaultReader, 'closed');
export const enqueue = methodOf(ReadableByteStreamController, 'enqueue');
export const closeStream = methodOf(ReadableByteStreamController, 'close');
export const failStream = methodOf(ReadableByteStreamController, 'error');
export const byobRequest = getterOf(ReadableByteStreamController, 'byobRequest');
export const respondByob = methodOf(ReadableStreamBYOBRequest, 'respond');

function methodOf<T extends object, K extends Key<T>>({ prototype }: Constructor<T>, name: K): Method<T, K> {
  const method = prototype[name] as (...parameters: unknown[]) => unknown;
  return ((self: T, ...parameters: unknown[]) => apply(method, self, parameters)) as Method<T, K>;
}

export function getterOf<T extends object, K extends Key<T>>(
  { prototype }: Constructor<T>,
  name: K,
): (self: T) => T[K] {
  const getter = getOwnPropertyDescriptor(prototype, name)?.get as () => T[K];
  return (self) => apply(getter, self, []);
}
