/** The built-ins of XMLHttpRequest, captured like those in natives.ts. */
import * as natives from './natives';
import type { PageScope } from './natives';

export type XhrNatives = ReturnType<typeof captureXhrNatives>;

export function captureXhrNatives({ XMLHttpRequest, Event, ProgressEvent, DOMException }: PageScope) {
  const { prototype } = XMLHttpRequest;
  const getterOf = <K extends Extract<keyof XMLHttpRequest, string>>(name: K) => {
    const getter = natives.getOwnPropertyDescriptor(prototype, name)?.get;
    return (xhr: XMLHttpRequest) => natives.apply(getter as () => unknown, xhr, []) as XMLHttpRequest[K];
  };
  const methodOf = (name: 'getResponseHeader' | 'getAllResponseHeaders') =>
    natives.getOwnPropertyDescriptor(prototype, name)?.value as (...parameters: unknown[]) => unknown;
  const getResponseHeader = methodOf('getResponseHeader');
  return {
    prototype,
    responseType: getterOf('responseType'),
    responseText: getterOf('responseText'),
    response: getterOf('response') as (xhr: XMLHttpRequest) => unknown,
    status: getterOf('status'),
    timeout: getterOf('timeout'),
    upload: getterOf('upload'),
    getResponseHeader,
    getAllResponseHeaders: methodOf('getAllResponseHeaders'),
    header: (xhr: XMLHttpRequest, name: string) =>
      natives.apply(getResponseHeader, xhr, [name]) as string | null,
    stateChange: () => new Event('readystatechange'),
    progress: (type: string, loaded: number, total: number) =>
      new ProgressEvent(type, natives.bare({ lengthComputable: total > 0, loaded, total })),
    invalidState: (method: string) =>
      new DOMException(`XMLHttpRequest: not the state for '${method}'.`, 'InvalidStateError'),
  };
}
