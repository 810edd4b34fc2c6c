/**
 * The built-ins that the hook works with, captured as this module loads: before any script of the page has run. A page
 * may replace methods of `Object`, `Promise`, `Response` and so on later, by accident or to look inside: the hook calls
 * only what it took here, and hands dictionaries over without a prototype, since a missing member would be looked up
 * there. Import it whole (`import * as natives`), so that each use reads as one of these.
 */
export type PageScope = Window & typeof globalThis;

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
const encodeWith = methodOf(TextEncoder.prototype, 'encode');
export const encode = (text: string) => encodeWith(encoder, text);
export const decode = methodOf(TextDecoder.prototype, 'decode');

/** "[object Request]" and the like: also for objects of another frame, for which `instanceof` is false. */
export const tagOf = methodOf(Object.prototype, 'toString') as (value: unknown) => string;
const weakMaps = WeakMap.prototype as WeakMap<object, object>;
export const mapGet = methodOf(weakMaps, 'get');
export const mapSet = methodOf(weakMaps, 'set');
export const mapDelete = methodOf(weakMaps, 'delete');

const { prototype: strings } = String;
export const slice = methodOf(strings, 'slice');
export const indexOf = methodOf(strings, 'indexOf');
export const startsWith = methodOf(strings, 'startsWith');
export const endsWith = methodOf(strings, 'endsWith');
export const upperCase = methodOf(strings, 'toUpperCase');
export const lowerCase = methodOf(strings, 'toLowerCase');

export const hrefOf = getterOf(URL.prototype, 'href');
export const originOf = getterOf(URL.prototype, 'origin');
export const searchText = methodOf(URLSearchParams.prototype, 'toString');
export const blobSize = getterOf(Blob.prototype, 'size');
export const blobType = getterOf(Blob.prototype, 'type');
export const blobText = methodOf(Blob.prototype, 'text');

export const listen = methodOf(EventTarget.prototype, 'addEventListener');
export const unlisten = methodOf(EventTarget.prototype, 'removeEventListener');
export const dispatch = methodOf(EventTarget.prototype, 'dispatchEvent');
export const isAborted = getterOf(AbortSignal.prototype, 'aborted');
export const abortReason = getterOf(AbortSignal.prototype, 'reason');
export const messageData = getterOf(MessageEvent.prototype as MessageEvent<unknown>, 'data');
export const postMessage = methodOf(MessagePort.prototype, 'postMessage') as (
  port: MessagePort,
  text: string,
) => void;
export const closePort = methodOf(MessagePort.prototype, 'close');

const { prototype: requests } = Request;
export const requestUrl = getterOf(requests, 'url');
export const requestMethod = getterOf(requests, 'method');
export const requestMode = getterOf(requests, 'mode');
export const requestSignal = getterOf(requests, 'signal');
export const requestHeaders = getterOf(requests, 'headers');
export const requestIsUsed = getterOf(requests, 'bodyUsed');
export const requestIntegrity = getterOf(requests, 'integrity');
export const cloneRequest = methodOf(requests, 'clone');
export const requestText = methodOf(requests, 'text');

const { prototype: responses } = Response;
export const responseUrl = getterOf(responses, 'url');
export const responseType = getterOf(responses, 'type');
export const responseIsRedirected = getterOf(responses, 'redirected');
export const responseStatus = getterOf(responses, 'status');
export const responseStatusText = getterOf(responses, 'statusText');
export const responseHeaders = getterOf(responses, 'headers');
export const responseBody = getterOf(responses, 'body');
export const responseClone = getOwnPropertyDescriptor(responses, 'clone')?.value as () => Response;
export const cloneResponse = methodOf(responses, 'clone');
export const headerOf = methodOf(Headers.prototype, 'get');
export const eachHeader = methodOf(Headers.prototype, 'forEach');

export const readerOf = methodOf(ReadableStream.prototype as ReadableStream<Bytes>, 'getReader') as (
  stream: ReadableStream<Bytes>,
) => ReadableStreamDefaultReader<Bytes>;
const { prototype: readers } = ReadableStreamDefaultReader;
export const cancelReader = methodOf(readers, 'cancel');
export const read = methodOf(readers as ReadableStreamDefaultReader<Bytes>, 'read');
export const readerClosed = getterOf(readers, 'closed');
const { prototype: controllers } = ReadableByteStreamController;
export const enqueue = methodOf(controllers, 'enqueue');
export const closeStream = methodOf(controllers, 'close');
export const failStream = methodOf(controllers, 'error');
export const byobRequest = getterOf(controllers, 'byobRequest');
export const respondByob = methodOf(ReadableStreamBYOBRequest.prototype, 'respond');

function methodOf<T extends object, K extends Key<T>>(prototype: T, name: K): Method<T, K> {
  const method = prototype[name] as (...parameters: unknown[]) => unknown;
  return ((self: T, ...parameters: unknown[]) => apply(method, self, parameters)) as Method<T, K>;
}

function getterOf<T extends object, K extends Key<T>>(prototype: T, name: K): (self: T) => T[K] {
  const getter = getOwnPropertyDescriptor(prototype, name)?.get;
  if (getter === undefined) throw new TypeError(`no ${String(name)}`);
  return (self) => apply(getter, self, []);
}
