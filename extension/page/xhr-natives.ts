/** The built-ins of XMLHttpRequest, captured like those in natives.ts. */
import * as natives from './natives';
import type { PageScope } from './natives';

export type XhrNatives = ReturnType<typeof captureXhrNatives>;

export function captureXhrNatives({ XMLHttpRequest, Event, ProgressEvent, DOMException }: PageScope) {
  const { prototype } = XMLHttpRequest;
  const methodOf = (name: 'getResponseHeader' | 'getAllResponseHeaders') =>
    natives.getOwnPropertyDescriptor(prototype, name)?.value as (...parameters: unknown[]) => unknown;
  const getResponseHeader = methodOf('getResponseHeader');
  return {
    prototype,
    responseType: natives.getterOf(XMLHttpRequest, 'responseType'),
    responseText: natives.getterOf(XMLHttpRequest, 'responseText'),
    response: natives.getterOf(XMLHttpRequest, 'response') as (xhr: XMLHttpRequest) => unknown,
    status: natives.getterOf(XMLHttpRequest, 'status'),
    timeout: natives.getterOf(XMLHttpRequest, 'timeout'),
    upload: natives.getterOf(XMLHttpRequest, 'upload'),
    getResponseHeader,
    getAllResponseHeaders: methodOf('getAllResponseHeaders'),
    header: (xhr: XMLHttpRequest, name: string) =>
      natives.apply(getResponseHeader, xhr, [name]) as string | null,
    stateChange: () => new Event('readystatechange'),
    progress: (type: string, loaded: number, total: number) =>
      new ProgressEvent(type, natives.bare({ lengthComputable: total > 0, loaded, total })),
    invalidState: (method: string) => new DOMException(`${method}: not the state`, 'InvalidStateError'),
  };
}
