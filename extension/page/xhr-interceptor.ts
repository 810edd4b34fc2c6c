/** Puts itself before XMLHttpRequest, by its prototype: objects that do not match are never touched. */
import * as natives from './natives';
import { MAX_REQUEST_CHARACTERS } from '../../shared/page-limits';
import { type Hook, withoutFragment } from './hook';
import { XhrCall } from './xhr-call';
import { captureXhrNatives } from './xhr-natives';

export function interceptXhr(hook: Hook): void {
  const { patches } = hook;
  const xhrNatives = captureXhrNatives(hook.scope);
  const { prototype } = xhrNatives;
  const calls = new natives.WeakMap<object, object>();
  const callOf = (self: unknown) =>
    typeof self === 'object' && self !== null
      ? (natives.mapGet(calls, self) as XhrCall | undefined)
      : undefined;

  patches.replace(prototype, 'open', (original, self, parameters) => {
    callOf(self)?.release();
    const result = natives.apply(original, self, parameters) as unknown;
    const xhr = self as XMLHttpRequest;
    natives.mapDelete(calls, xhr);
    try {
      const opened = readOpen(parameters, hook);
      if (opened !== undefined) natives.mapSet(calls, xhr, new XhrCall({ ...opened, xhr, hook, xhrNatives }));
    } catch {
      hook.reportFault('xhr: call');
    }
    return result;
  });

  patches.replace(prototype, 'setRequestHeader', (original, self, parameters) => {
    const call = callOf(self);
    if (call?.isOurs === true) throw xhrNatives.invalidState('setRequestHeader');
    const result = natives.apply(original, self, parameters) as unknown;
    if (call !== undefined && natives.lowerCase(natives.String(parameters[0])) === 'content-type') {
      call.contentType = natives.String(parameters[1]);
    }
    return result;
  });

  patches.replace(prototype, 'overrideMimeType', (original, self, parameters) => {
    const call = callOf(self);
    if (call?.isOurs === true) throw xhrNatives.invalidState('overrideMimeType');
    // The page wants its bytes read in a way of its own: no text of ours would be that.
    if (call !== undefined) natives.mapDelete(calls, self as XMLHttpRequest);
    return natives.apply(original, self, parameters);
  });

  patches.replace(prototype, 'send', (original, self, parameters) => {
    const call = callOf(self);
    if (call?.isOurs === true) throw xhrNatives.invalidState('send');
    const text = call === undefined ? undefined : bodyText(parameters[0]);
    const isAsked = call !== undefined && text !== undefined && call.ask(text, original, parameters);
    return isAsked ? undefined : natives.apply(original, self, parameters);
  });

  patches.replace(prototype, 'abort', (original, self, parameters) => {
    const isOurs = callOf(self)?.abort() === true;
    return isOurs ? undefined : natives.apply(original, self, parameters);
  });
}

/** `open(method, url, async, user, password)`; undefined where it is none to ask about. */
function readOpen(parameters: unknown[], hook: Hook): { method: string; url: string } | undefined {
  const method = natives.String(parameters[0]);
  // Who leaves `async` out gets true, who gives `undefined` gets false.
  const isAsync = parameters.length < 3 || Boolean(parameters[2]);
  const hasUser = (parameters[3] ?? parameters[4] ?? undefined) !== undefined;
  if (!isAsync || hasUser) return undefined;
  const url = natives.String(parameters[1]);
  if (!hook.matches(method, url)) return undefined;
  return { method: natives.upperCase(method), url: withoutFragment(hook.absoluteUrl(url)) };
}

function bodyText(body: unknown): string | undefined {
  const isParameters =
    typeof body === 'object' && body !== null && natives.tagOf(body) === '[object URLSearchParams]';
  const text = isParameters ? natives.searchText(body as URLSearchParams) : body;
  const isSendable = typeof text === 'string' && text !== '' && text.length <= MAX_REQUEST_CHARACTERS;
  return isSendable ? text : undefined;
}
